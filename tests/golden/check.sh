#!/usr/bin/env bash
# Every check of a site file through the program: check.py has the table.
exec python3 "$(dirname "$0")/check.py" "$@"
