#!/bin/sh
# Measures the packaged programs beside others, all in one run on this machine, and prints a Markdown table.
# Needs: mvn -DskipTests package, and Debian's docker-registry, curl, hyperfine, openssl and time.
# Usage: [VARIABLE=VALUE...] docs/benchmark.sh
#   GO_REGCTL, GO_REGSYNC, GO_REGBOT  Go regclient's programs; skopeo, crane and oras are taken from PATH. What is absent
#                                     has no column.
#   PARTS  parts of the table: start copies far sync bot growth server edits (all)
#   RUNS   how often each program runs; the median counts (3)
#   OURS   directories of the programs to measure, with colons between (those that the build has made)
#   TMPDIR where images lie, 8 GiB; a memory file system measures no disk
# Sizes: LAYER_MIB=63 LARGE_MIB=1024 NEW_TAGS=200 TAGS=1000 FAR_TAGS=200 CONFIGS=500 GROWTH="100 1000 10000"
#   DELAY_MS=25 STRIP_MIB=2048 ZSTD_MIB=1024
set -eu

if [ $# -gt 0 ]; then
    sed -n '2,/^set/s/^# //p' "$0"
    exit
fi
runs=${RUNS:-3}
parts=${PARTS:-start copies far sync bot growth server edits}
layer=${LAYER_MIB:-63}
large=${LARGE_MIB:-1024}
new_tags=${NEW_TAGS:-200}
tags=${TAGS:-1000}
far_tags=${FAR_TAGS:-200}
configs=${CONFIGS:-500}
growth=${GROWTH:-100 1000 10000}
delay=${DELAY_MS:-25}
strip=${STRIP_MIB:-2048}
zstd=${ZSTD_MIB:-1024}

root=$(cd "$(dirname "$0")/.." && pwd)
PATH=${OURS:-$root/regctl-cli/target/dist/bin:$root/regsync-cli/target/dist/bin:$root/regbot-cli/target/dist/bin}:$PATH
work=$(mktemp -d)
# Nothing of the user's is read or written: neither logins nor what programs remember of registries. Skopeo has another
# place for that when root runs it, unless it believes in a user.
export HOME="$work/home" DOCKER_CONFIG="$work/docker" REGCTL_CONFIG="$work/regctl.json" XDG_CACHE_HOME="$work/cache" \
    XDG_DATA_HOME="$work/data" _CONTAINERS_ROOTLESS_UID=1000
mkdir "$HOME" "$DOCKER_CONFIG"
# shellcheck source=docs/benchmark/fixtures.sh
. "$root/docs/benchmark/fixtures.sh"
# shellcheck source=docs/benchmark/table.sh
. "$root/docs/benchmark/table.sh"
stop() {
    stop_servers
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM

# What the functions below work on: registries, repository, and whether proxies count.
from=$first
to=$second
image=
counting=
programs=$(programs)

# ---- commands, each as the program at hand has it

version() {
    case $program in
    ours) started version regctl version ;;
    go) [ -z "${GO_REGCTL-}" ] || started version "$GO_REGCTL" version ;;
    skopeo) started version skopeo --version ;;
    *) started version "$program" version ;;
    esac
}

list_tags() {
    case $program in
    ours) started tags regctl tag ls "$first/bench/small" ;;
    go) [ -z "${GO_REGCTL-}" ] || started tags "$GO_REGCTL" tag ls "$first/bench/small" ;;
    skopeo) started tags skopeo list-tags --tls-verify=false "docker://$first/bench/small" ;;
    crane) started tags crane ls --insecure "$first/bench/small" ;;
    oras) started tags oras repo tags --plain-http "$first/bench/small" ;;
    esac
}

list_tags_tls() {
    case $program in
    ours) started tags-tls regctl tag ls "$first_tls/bench/small" ;;
    go) [ -z "${GO_REGCTL-}" ] || started tags-tls "$GO_REGCTL" tag ls "$first_tls/bench/small" ;;
    skopeo) started tags-tls skopeo list-tags --cert-dir "$work/certs" "docker://$first_tls/bench/small" ;;
    crane) started tags-tls env "SSL_CERT_FILE=$work/cert.pem" crane ls "$first_tls/bench/small" ;;
    oras) started tags-tls oras repo tags --ca-file "$work/cert.pem" "$first_tls/bench/small" ;;
    esac
}

# copy TARGET: copies $image of the one registry to a repository of the other.
copy() {
    case $program in
    ours) timed regctl image copy "$from/$image:v1" "$to/$1:v1" ;;
    go) [ -z "${GO_REGCTL-}" ] || timed "$GO_REGCTL" image copy "$from/$image:v1" "$to/$1:v1" ;;
    skopeo)
        timed skopeo --insecure-policy copy --src-tls-verify=false --dest-tls-verify=false \
            "docker://$from/$image:v1" "docker://$to/$1:v1"
        ;;
    crane) timed crane copy --insecure "$from/$image:v1" "$to/$1:v1" ;;
    oras) timed oras cp --from-plain-http --to-plain-http "$from/$image:v1" "$to/$1:v1" ;;
    esac
}

first_copy() {
    empty_second
    copy mirror/one
}

# The first copy is not part of the sample. The names are new to the second registry, so that a program that tries to mount
# from the source's name without knowing does not find it.
second_copy() {
    empty_second
    row=before-$row
    copy mirror/one
    row=${row#before-}
    copy mirror/two
}

sync_once() {
    case $program in
    ours) timed regsync once -c "$work/regsync.yml" ;;
    go) [ -z "${GO_REGSYNC-}" ] || timed "$GO_REGSYNC" once -c "$work/regsync.yml" ;;
    esac
}

sync_new() {
    empty_second
    sync_config "$from/bench/new" "$to/bench/new"
    sync_once
}

sync_unchanged() {
    sync_config "$from/$image" "$to/$image"
    sync_once
}

# A key that Go regsync does not know.
sync_immutable() {
    sync_config "$from/$image" "$to/$image" 'immutableTags: [".*"]'
    [ "$program" != ours ] || sync_once
}

bot_once() {
    case $program in
    ours) timed regbot once -c "$work/regbot.yml" ;;
    go) [ -z "${GO_REGBOT-}" ] || timed "$GO_REGBOT" once -c "$work/regbot.yml" ;;
    esac
}

bot_configs() {
    bot_config "for i = 1, $configs do image.config(\"$from/bench/configs:t\" .. i) end"
    bot_once
}

# Memory of a server after a run, when the processor has had no work for five seconds; in MiB.
serve_idle() {
    case $program in
    ours) server=regsync ;;
    go) server=${GO_REGSYNC-} ;;
    *) server= ;;
    esac
    [ -n "$server" ] || return 0
    empty_second
    sync_config "$from/$image" "$to/$image" 'interval: 60m'
    "$server" server -c "$work/regsync.yml" >"$work/output" 2>&1 &
    before=
    idle=0
    while [ "$idle" -lt 5 ]; do
        sleep 1
        now=$(awk '{ print $14 + $15 }' "/proc/$!/stat") || break
        if [ "$now" = "$before" ]; then idle=$((idle + 1)); else idle=0; fi
        before=$now
    done
    if [ "$idle" -lt 5 ]; then
        echo failed
        tail -n 3 "$work/output" >&2
    else
        awk '/^VmRSS/ { print $2 / 1024 }' "/proc/$!/status"
        kill "$!"
    fi >"$(sample "$row" "$program")"
    wait "$!" || true
}

# ---- parts of the table

part_start() {
    publish_one small 1 1048576
    for program in $programs; do
        version
        list_tags
        list_tags_tls
    done
    line version 'version' '0.07 s'
    line tags 'list tags over http' '0.16 s'
    line tags-tls 'the same over https' '0.30 s'
}

part_copies() {
    image=bench/layers
    publish_one layers 6 "${layer}M"
    measure layers first_copy
    line layers "copy 6 layers of $layer MiB" '1.25 x Go, processor 2 x, 96 MiB'
    measure second second_copy
    count second second_copy
    line second 'second copy, to another repository' '0.4 s'
    line_of_sent second 'MiB of blobs that it sends' 0
    image=bench/large
    publish_one large 1 "${large}M"
    measure large first_copy
    line large "copy a layer of $large MiB" '1.0 x Go, processor 2 x, 96 MiB'
    image=bench/little
    publish_one little 40 100000
    measure little first_copy
    line little 'copy 40 layers of 100 kB' '2 x Go'
}

part_far() {
    image=bench/far
    publish_one far 40 100000
    from=$first_far
    to=$second_far
    measure far first_copy
    line far "copy 40 layers of 100 kB, $delay ms each way" '0.5 x best'
    publish_many new "$new_tags" 1000
    measure new-far sync_new
    line new-far "regsync, $new_tags new tags, $delay ms each way" '0.3 x Go'
    image=bench/far-tags
    tag_many far-tags "$far_tags"
    measure unchanged-far sync_unchanged
    line unchanged-far "regsync, $far_tags unchanged tags, $delay ms each way" '0.2 x Go'
    from=$first
    to=$second
}

part_sync() {
    publish_many new "$new_tags" 1000
    measure new sync_new
    count new sync_new
    line new "regsync, $new_tags new tags" '1.0 x Go'
    image=bench/tags
    tag_many tags "$tags"
    measure unchanged sync_unchanged
    count unchanged sync_unchanged
    line unchanged "regsync, $tags unchanged tags" '1.0 x Go'
    measure immutable sync_immutable
    count immutable sync_immutable
    line immutable "the same with \`immutableTags\`" '5 requests'
}

part_bot() {
    publish_many configs "$configs" 0
    measure configs bot_configs
    count configs bot_configs
    line configs "regbot, $configs image configs" '1.2 x Go'
    bot_config 'local nothing = 0'
    measure script bot_once
    line script 'regbot, an empty script' ''
    bot_config 'local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end
fib(30)'
    measure fib bot_once
    rewrite fib "\$1 -= less; \$2 -= less_cpu" script
    line fib 'fib(30) after start-up' '1.0 x Go'
    bot_config 'local t, x = {}, 1
for i = 1, 100000 do
  x = x * 16807 % 2147483647
  t[i] = x
end
table.sort(t, function(a, b) return a < b end)'
    measure sort bot_once
    rewrite sort "\$1 -= less; \$2 -= less_cpu" script
    line sort 'sort of 100,000 by a function after start-up' '1.0 x Go'
}

part_growth() {
    for count in $growth; do
        image=bench/growth-$count
        empty_second
        tag_many "growth-$count" "$count"
        measure "growth-$count" sync_unchanged
        rewrite "growth-$count" "\$1 *= 1000 / $count"
        line "growth-$count" "regsync, $count unchanged tags, ms for each" 'does not grow; 200 MiB'
    done
}

part_server() {
    image=bench/served
    tag_many served "$tags"
    row=served
    for program in $programs; do
        serve_idle
    done
    line served "\`regsync server\` idle after $tags new tags, MiB" 110
}

# edit ROW LABEL OPTION VALUE: image mod, which only ours is measured with, to a new repository each time.
edit() {
    program=ours
    row=$1
    round=0
    while [ "$round" -lt "$runs" ]; do
        timed regctl image mod "$from/bench/$1:v1" --create "$from/edited/$1-$round:v1" "$3" "$4"
        round=$((round + 1))
    done
    line "$1" "image mod $2" ''
}

# archive NAME MEBIBYTES: an image whose layer has a file "drop" of 1 MiB and a file "keep" of the rest, text that compresses
# to three quarters.
archive() {
    layout
    mkdir "$work/files"
    base64 /dev/urandom | head -c 1M >"$work/files/drop"
    base64 /dev/urandom | head -c "$(($2 - 1))M" >"$work/files/keep"
    diff=$(tar -C "$work/files" -cf - drop keep | tee "$work/tar" | sha256sum)
    rm -r "$work/files"
    packed=$(gzip -6 <"$work/tar" | blob application/vnd.oci.image.layer.v1.tar+gzip)
    rm "$work/tar"
    image v1 "$packed" "\"sha256:${diff%% *}\""
    publish "bench/$1"
}

part_edits() {
    archive strip "$strip"
    edit strip "\`--layer-strip-file\`, $strip MiB" --layer-strip-file drop
    archive zstd "$zstd"
    edit zstd "\`--layer-compress zstd\`, $zstd MiB" --layer-compress zstd
}

start_servers
facts | tr -d '\n'
printf '\n\n'
heading
for part in $parts; do
    "part_$part"
done
