#!/bin/sh
# The HTML report in a real browser: headless Chromium, driven by Debian's selenium.
#   tests/browser/run.sh PROGRAM [FOLDER-FOR-SCREENSHOTS]
set -eu
program=$(realpath "$1")
[ -z "${2:-}" ] || mkdir -p "$2"
cd "$(dirname "$0")"
# Not whatever python3 comes first: the Debian package belongs to the system's.
exec /usr/bin/python3 -B report.py "$program" ${2:+"$(realpath "$2")"}
