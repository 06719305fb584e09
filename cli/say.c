#include "cli/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "cli/command.h"

static void say_safely(const char *text)
{
    char safe[2048];
    (void)escape_shown(safe, sizeof safe, text, strlen(text));
    (void)fprintf(stderr, "wireaudit: %s\n", safe);
}

__attribute__((format(printf, 2, 0))) static void say_formatted(const char *command, const char *format,
                                                                va_list args)
{
    char text[1024];
    int n = command != NULL ? snprintf(text, sizeof text, "%s: ", command) : 0;
    (void)vsnprintf(text + n, sizeof text - (size_t)n, format, args);
    say_safely(text);
}

void say(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say_formatted(NULL, format, args);
    va_end(args);
}

void say_err(const struct err *err)
{
    say_safely(err->text);
}

int say_hint(const char *command)
{
    (void)fprintf(stderr, "Try 'wireaudit %s%s--help'.\n", command != NULL ? command : "",
                  command != NULL ? " " : "");
    return STATUS_USAGE;
}

int say_usage(const char *command, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say_formatted(command, format, args);
    va_end(args);
    return say_hint(command);
}
