/* client_ranges: one with nets, or with a CSV file of many clients or ranges. */
#ifndef POLICY_SITEREAD_CSV_H
#define POLICY_SITEREAD_CSV_H

#include "policy/siteread_clients.h"

struct siteread_csv {
    struct siteread_marks marks;
    struct siteread_clients_keys keys; /* beside `file` they are the defaults of its rows */
    bool is_file;
    struct sitemsg_origin *origin; /* NULL when the file could not be read (told) */
    char *text;
    bool is_text; /* no NUL in it, which would end it early (told) */
    size_t rows;  /* at least as many as there are */
};

/* Opens keys.file, relative to the site file's folder, so that its rows can be counted. */
void siteread_csv_open(struct siteread *r, struct siteread_csv *csv, struct sitemsg_place named_at);
/* Reads its rows and adds them; there is room for csv->rows clients and ranges. */
void siteread_csv(struct siteread *r, struct siteread_csv *csv);
void siteread_csv_close(struct siteread_csv *csv);

#endif
