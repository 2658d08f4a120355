#!/bin/sh
# For cron, once a night: asks for everything the mirror should have and repairs what is missing. On Sundays every byte is
# read. Ends with 0 when the mirror is whole, and with 1 when something is damaged and could not be repaired; the report of
# the night stays in verify.json. See docs/regsync-verify.md.
#
#   UPSTREAM=127.0.0.1:5001 MIRROR=127.0.0.1:5002 examples/verify-nightly.sh examples/regsync-quickstart.yml
set -eu

config=${1:-regsync.yml}
set -- verify --repair --format json
if [ "${DAY:-$(date +%u)}" = 7 ]; then
    set -- "$@" --deep
fi
code=0
regsync -c "$config" "$@" > verify.json || code=$?
exit "$code"
