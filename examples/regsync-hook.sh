#!/bin/sh
# A hook of regsync-hooks.yml: holds images until somebody has approved them, and keeps a log of what was copied.
#
#   regsync-hook.sh APPROVED LOG
#
# APPROVED is a file with one digest a line. The document on stdin is one line of JSON, docs/schema/regsync-hook-v1.json.
set -eu
approved=$1 log=$2
document=$(cat)
case $document in
*'"hook":"post"'*)
    printf '%s\n' "$document" >> "$log"
    exit 0
    ;;
esac
# What is copied is named by "source":{"ref":"...","digest":"..."}.
digest=$(printf '%s' "$document" | sed -n 's/.*"source":{"ref":"[^"]*","digest":"\([a-z0-9]*:[0-9a-f]*\)"}.*/\1/p')
if [ -n "$digest" ] && [ -f "$approved" ] && grep -qxF "$digest" "$approved"; then
    exit 0 # nothing said is a yes
fi
printf '{"decision": "hold", "reason": "%s is not in %s"}\n' "$digest" "${approved##*/}"
