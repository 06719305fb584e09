/* Clients out of the site file and out of the CSV files it names. */
#ifndef POLICY_SITEREAD_CLIENTS_H
#define POLICY_SITEREAD_CLIENTS_H

#include "policy/sitekeys.h"

/* A client as its keys give it. */
struct siteread_clients_keys {
    struct site_client client;
    char *fsp, *file, *name;
};

/* Rows of a CSV file: enum siteread_client_key, then these. */
enum { CLIENT_KEY_NETS = CLIENT_KEYS, CLIENT_KEY_NAME, CLIENT_KEYS_CSV };
extern const struct sitekeys_table siteread_clients_csv_table;

/* Takes over what was read, as the next client or range. */
void siteread_clients_add(struct siteread *r, const struct siteread_clients_keys *keys,
                          const struct siteread_marks *marks, bool is_range);

/* Tells a name of a CSV file that another client, or range, has already. */
void siteread_clients_own_name(struct siteread *r, const char *name, const struct siteread_marks *marks,
                               bool is_range);

#endif
