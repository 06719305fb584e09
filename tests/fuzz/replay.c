/*
 * The entry of a fuzz target that is built without libFuzzer: runs every file of the named folders through it
 * once, in the order of their names, and prints how many there were. So the committed corpus is a test of
 * every build.
 */
#include <dirent.h>

#include "tests/fuzz/fuzz.h"

static int is_input(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void take_file(const char *folder, const char *name)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    fuzz_check(f != NULL && fseek(f, 0, SEEK_END) == 0, path);
    long size = ftell(f);
    fuzz_check(size >= 0 && fseek(f, 0, SEEK_SET) == 0, path);
    uint8_t *at = malloc(size > 0 ? (size_t)size : 1);
    fuzz_check(at != NULL && fread(at, 1, (size_t)size, f) == (size_t)size && fclose(f) == 0, path);
    (void)LLVMFuzzerTestOneInput(at, (size_t)size);
    free(at);
}

int main(int argc, char **argv)
{
    int inputs = 0;
    for (int i = 1; i < argc; i++) {
        struct dirent **entries;
        int n = scandir(argv[i], &entries, is_input, alphasort);
        fuzz_check(n >= 0, argv[i]);
        for (int k = 0; k < n; k++) {
            take_file(argv[i], entries[k]->d_name);
            free(entries[k]);
        }
        free(entries);
        inputs += n;
    }
    (void)printf("%d\n", inputs);
    return inputs > 0 ? 0 : 1;
}
