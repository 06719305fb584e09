#!/usr/bin/env bash
# docs/reports.md against the schema and the program: reports.py has the tests.
exec python3 "$(dirname "$0")/reports.py" "$@"
