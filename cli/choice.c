#include "cli/choice.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int choice_word(const char *const names[], const char *word)
{
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], word) == 0)
            return i;
    return -1;
}

bool choice_run(int64_t *run, const char *text, bool all)
{
    static const char *const words[] = {"last", "all", NULL};
    int word = choice_word(words, text);
    if (word >= 0) {
        *run = -word;
        return word == 0 || all;
    }
    char *end;
    errno = 0;
    long long id = strtoll(text, &end, 10);
    *run = id;
    return errno == 0 && *end == '\0' && end != text && id > 0;
}
