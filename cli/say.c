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

void say(const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    say_safely(text);
}

void say_err(const struct err *err)
{
    say_safely(err->text);
}

void say_line(const char *line)
{
    (void)fprintf(stderr, "%s\n", line);
}

int say_usage(const char *command, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    say_safely(text);
    (void)fprintf(stderr, "Try 'wireaudit %s --help'.\n", command);
    return STATUS_USAGE;
}
