#!/usr/bin/env bash
# What `options`, `rules` and `evidence` of a site file change, through the program: options.py has the cases.
exec python3 "$(dirname "$0")/options.py" "$@"
