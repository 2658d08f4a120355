#!/bin/sh
# Makes a plan in CI: leaves plan.txt for people and plan.json for "regsync apply". Ends with 0 when there is nothing to
# do or a plan that may be applied, and with 1 for an error or a plan that breaks a rule. See docs/guide-review.md.
#
#   MAX_DELETE=5 MAX_BYTES=50000000000 examples/plan-in-ci.sh regsync.yml
set -eu

config=${1:-regsync.yml}
code=0
regsync -c "$config" plan --out plan.json > plan.txt || code=$?
cat plan.txt
case $code in
    0) echo "nothing to do" ;;
    2) echo "to be reviewed, then: regsync -c $config apply plan.json" ;;
    *) exit 1 ;;
esac

delete=$(jq .totals.delete plan.json)
bytes=$(jq .totals.bytes plan.json)
if [ "$delete" -gt "${MAX_DELETE:-0}" ]; then
    echo "the plan deletes $delete tags, more than ${MAX_DELETE:-0}" >&2
    exit 1
fi
if [ "$bytes" -gt "${MAX_BYTES:-50000000000}" ]; then
    echo "the plan sends $bytes bytes, more than ${MAX_BYTES:-50000000000}" >&2
    exit 1
fi
