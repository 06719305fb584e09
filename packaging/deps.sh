#!/bin/sh
# Installs the Debian packages of the named groups that are missing: deps.sh build [test] [lint] [check] [browser] [lab]
set -eu

packages() {
    case "$1" in
    build) echo "gcc libc6-dev make pkg-config libpcap-dev libnids-dev libnet1-dev libglib2.0-dev libsqlite3-dev libyaml-dev zlib1g-dev libzstd-dev liblz4-dev nettle-dev" ;;
    test) echo "libcriterion-dev python3 python3-yaml zstd lz4 nftables tzdata" ;;
    lint) echo "clang clang-format clang-tidy cppcheck python3 binutils" ;;
    browser) echo "chromium chromium-driver python3-selenium poppler-utils fonts-dejavu-core" ;;
    check) echo "valgrind clang lcov tshark" ;;
    lab) sed 's/#.*//' "$(dirname "$0")/../tests/lab/packages.txt" ;;
    *) echo "deps.sh: no such group: $1" >&2; exit 64 ;;
    esac
}

wanted=""
for group in "$@"; do wanted="$wanted $(packages "$group")"; done
missing=""
for package in $wanted; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

command -v apt-get >/dev/null || { echo "deps.sh: no apt-get here; what is missing, by its Debian names:$missing" >&2; exit 1; }
as_root=""
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "deps.sh: install these as root:$missing" >&2; exit 1; }
    as_root=sudo
fi
echo "installing:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
