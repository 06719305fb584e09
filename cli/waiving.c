#include "cli/waiving.h"

#include <inttypes.h>
#include <stdbool.h>

#include "cli/say.h"

enum { SHOWN_MOST = 20 };

static void say_one(const struct finding_waiver *w, uint64_t flows)
{
    if (flows > 0)
        say("%s:%d: waiver %s expired on %s: %" PRIu64 " flow%s count again", w->file, w->line, w->name,
            w->expires, flows, flows == 1 ? "" : "s");
    else
        say("%s:%d: waiver %s met nothing", w->file, w->line, w->name);
}

void waiving_end(const struct waivers *w, const uint64_t *uses)
{
    size_t count, told = 0;
    const struct finding_waiver *all = waivers_all(w, &count);
    for (int expired = 1; expired >= 0 && uses != NULL; expired--) {
        for (size_t i = 0; i < count; i++) {
            bool tell = expired ? uses[i] > 0 && all[i].expired : uses[i] == 0;
            if (tell && told++ < SHOWN_MOST)
                say_one(&all[i], uses[i]);
        }
    }
    if (told > SHOWN_MOST)
        say("%zu more waivers expired or met nothing: see the report", told - SHOWN_MOST);
}
