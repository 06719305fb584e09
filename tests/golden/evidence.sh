#!/usr/bin/env bash
# Evidence files through the program: evidence.py.
exec python3 "$(dirname "$0")/evidence.py" "$@"
