/* `detail` of a flow record: its evidence by protocol. */
#ifndef CLI_DETAIL_H
#define CLI_DETAIL_H

#include "base/json.h"
#include "policy/finding.h"

/* Writes the member "detail" when there is evidence to show, else nothing. */
void detail_write(struct json *j, const struct audited *a);

#endif
