#!/usr/bin/env bash
# Runs the traffic lab: lab.sh run [WIREAUDIT] | samples
#   run: every scenario into build/lab/, then WIREAUDIT (where given) is held against the truth
#   samples: the captures in samples/ are made anew
# Needs root and network namespaces; says so and passes where it has none. Leaves nothing running.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/lab out=build/lab mode=${1:-run} wireaudit=${2:-}
export LAB_WORK=$PWD/$out/work PYTHONDONTWRITEBYTECODE=1

skip() { echo "lab: skipped: $1"; exit 0; }

# Debian starts a daemon that it installs, unless a policy says no.
install_quietly() {
    local policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod 755 $policy
        trap "rm -f $policy" EXIT
    fi
    packaging/deps.sh lab
}

[ "$(id -u)" = 0 ] || skip "it needs root for its network namespaces"
install_quietly
unshare -n true 2>/dev/null || skip "this system has no network namespaces"

mkdir -p $out
exec 9>/run/lock/wireaudit-lab
flock -n 9 || { echo "lab: waiting for another lab to end"; flock 9; }

python=/usr/bin/python3
if [ "$mode" = samples ]; then
    exec $python $here/lab.py samples samples
fi
rm -rf $out/truth $out/*.pcap*
cp samples/*.yaml $out
$python $here/lab.py run $out
$python $here/second_opinion.py $out
[ -z "$wireaudit" ] || $python $here/verify.py "$wireaudit" $out
