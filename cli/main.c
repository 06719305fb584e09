#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        (void)printf("wireaudit %s\n", WIREAUDIT_VERSION);
        return 0;
    }
    return 64;
}
