#!/bin/sh
# Runs the packaged `regsync server` with state and page between two registries that come and go, looks at it as a
# monitoring does, and prints what the process held each minute.
# Needs: mvn -DskipTests package, and Debian's docker-registry, curl, iproute2 and jq.
# Usage: [VARIABLE=VALUE...] docs/benchmark/flapping.sh DIRECTORY
#   DIRECTORY  gets logs, answers of the server and samples; must not be there
#   MINUTES    how long (60); the last three are calm
#   SEED       of the outages (1)
#   OURS       directories of regsync (that which the build has made)
set -eu

if [ $# -ne 1 ]; then
    sed -n '2,/^set/s/^# //p' "$0"
    exit 2
fi
minutes=${MINUTES:-60}
seed=${SEED:-1}
root=$(cd "$(dirname "$0")/../.." && pwd)
PATH=${OURS:-$root/regsync-cli/target/dist/bin}:$PATH
mkdir "$1"
work=$(cd "$1" && pwd)
export HOME="$work" DOCKER_CONFIG="$work" XDG_CACHE_HOME="$work/cache"
source=127.0.0.1:5951
target=127.0.0.1:5952
page=127.0.0.1:5953

# ---- the registries

for name in source target; do
    eval "host=\$$name"
    cat >"$work/$name.yml" <<END
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/$name}, delete: {enabled: true}}
http: {addr: '$host'}
END
done

start() { # start NAME
    docker-registry serve "$work/$1.yml" >>"$work/$1.log" 2>&1 &
    echo $! >"$work/$1.pid"
}

# A registry is stopped in one of three ways: it says good-bye, it dies, it hangs.
change() { # change NAME HOW
    pid=$(cat "$work/$1.pid")
    case $2 in
    term) kill "$pid" && wait "$pid" || true ;;
    kill) kill -KILL "$pid" && wait "$pid" || true ;;
    hang) kill -STOP "$pid" ;;
    resume) kill -CONT "$pid" ;;
    start) start "$1" ;;
    esac 2>/dev/null
}

put_blob() { # put_blob REPOSITORY FILE: prints size and digest
    digest=sha256:$(sha256sum "$2" | cut -d' ' -f1)
    place=$(curl -fsm 5 -X POST -D - -o /dev/null "http://$source/v2/$1/blobs/uploads/" |
        sed -n 's/^[Ll]ocation: *\([^\r]*\).*/\1/p')
    [ -n "$place" ] || return 1
    curl -fsm 5 -X PUT -H 'Content-Type: application/octet-stream' --data-binary "@$2" "$place&digest=$digest" || return 1
    printf '"size":%d,"digest":"%s"' "$(wc -c <"$2")" "$digest"
}

images=0
put() { # put REPOSITORY TAG: a new image at the source; fails while that is away
    images=$((images + 1))
    head -c 20000 /dev/urandom | gzip -1 >"$work/layer"
    printf '{"architecture":"amd64","os":"linux","author":"%s","rootfs":{"type":"layers","diff_ids":[]}}' "$images" \
        >"$work/config"
    layer=$(put_blob "$1" "$work/layer") && config=$(put_blob "$1" "$work/config") || return 1
    oci=application/vnd.oci.image
    printf '{"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s",%s},"layers":[{"mediaType":"%s",%s}]}' \
        $oci.manifest.v1+json $oci.config.v1+json "$config" $oci.layer.v1.tar+gzip "$layer" >"$work/manifest"
    curl -fsm 5 -X PUT -H "Content-Type: $oci.manifest.v1+json" --data-binary "@$work/manifest" \
        "http://$source/v2/$1/manifests/$2"
}

# ---- what happens when: lines "SECOND WHAT ARGUMENT", by a seed

plan() {
    awk -v seed="$seed" -v end=$((minutes * 60 - 180)) '
        function between(a, b) { return a + int(rand() * (b - a + 1)) }
        function outages(name, up, most_up, down, most_down,   t, how, length_) {
            for (t = between(up, most_up); ; t += between(up, most_up)) {
                how = substr("term kill hang ", 1 + 5 * int(rand() * 3), 4)
                length_ = between(down, most_down)
                if (t + length_ >= end) return
                print t, name, how
                t += length_
                print t, name, how == "hang" ? "resume" : "start"
            }
        }
        BEGIN {
            srand(seed)
            outages("target", 20, 90, 20, 90)
            outages("source", 90, 300, 20, 60)
            for (t = 15; t < end; t += between(10, 40)) print t, "push", between(0, 15)
            for (t = 400; t < end; t += 400) print t, "reload", "-"
        }' | sort -n
}

configuration() {
    cat <<END
version: 1
creds:
  - {registry: '$source', tls: disabled}
  - {registry: '$target', tls: disabled}
defaults: {parallel: 4}
state: sqlite:state.db
sync:
END
    for i in 0 1 2 3 4 5 6 7 8 9; do
        echo "  - {source: '$source/app/$i:v1', target: '$target/app/$i:v1', type: image, interval: $((10 + 5 * i))s}"
    done
    for i in 10 11 12 13; do
        echo "  - {source: '$source/app/$i', target: '$target/app/$i', type: repository, interval: $((5 * i - 30))s}"
    done
    for i in 14 15; do
        echo "  - {source: '$source/app/$i', target: '$target/app/$i', type: repository, interval: 30s, minAge: 2m}"
    done
    echo "  - {source: '$source/app/10', target: '$target/copy/10', type: repository, interval: 1m, tags: {latest: 3}}"
    echo "  - {source: '$source/app/0:v1', target: 'ocidir://$work/layout:v1', type: image, interval: 20s}"
    echo "  - {source: '$source/app/none:v1', target: '$target/none:v1', type: image, interval: 60s}"
    echo "  - {source: '127.0.0.1:1/app:v1', target: '$target/nowhere:v1', type: image, interval: 60s}"
}

# ---- who looks at it

look() { # each 5 seconds, as a monitoring and somebody with the page open do
    while :; do
        now=$(date +%s)
        for path in / /metrics /api/status /healthz /readyz; do
            curl -sm 10 -o "$work/answer" -w "$now $path %{http_code} %{time_total} %{size_download}\n" "http://$page$path" \
                >>"$work/answers" || true
            [ "$path" != /api/status ] || jq -c "{at: $now} + ." "$work/answer" >>"$work/status" 2>/dev/null || true
        done
        sleep 5
    done
}

sample() { # sample MINUTE
    memory=$(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$server/status")
    # shellcheck disable=SC2012 # names of numbers
    threads=$(ls "/proc/$server/task" | wc -l) files=$(ls "/proc/$server/fd" | wc -l)
    ss -tanpH | grep "pid=$server," | awk '{ n[$1]++ } END { print n["ESTAB"] + 0, n["CLOSE-WAIT"] + 0 }' >"$work/connections"
    heap=$(curl -sm 10 "http://$page/metrics" |
        awk '/^jvm_memory_used_bytes.*"heap"/ { u = $2 } /^jvm_memory_pool_collection_used_bytes.*Tenured/ { t = $2 }
            END { printf "%.1f %.1f", u / 1048576, t / 1048576 }')
    if command -v jcmd >/dev/null; then # collects garbage, and counts what is left
        live=$(jcmd "$server" GC.class_histogram 2>/dev/null | awk '$1 == "Total" { printf "%.1f", $3 / 1048576 }')
    fi
    database=$(stat -c %s "$work/state.db") log=$(stat -c %s "$work/state.db-wal" 2>/dev/null || echo 0)
    echo "$1 $memory $threads $files $(cat "$work/connections") $heap ${live:--} $((database / 1024)) $((log / 1024))" \
        >>"$work/samples"
}

watch() {
    echo 'minute rss-MiB threads files established close-wait heap-MiB tenured-MiB live-MiB state-KiB wal-KiB' >"$work/samples"
    minute=0
    while :; do
        sample $minute || true
        minute=$((minute + 1))
        sleep 60
    done
}

# ---- the hour

stop() {
    # shellcheck disable=SC2086 # a list of process numbers
    kill -CONT $(cat "$work"/*.pid) 2>/dev/null || true
    # shellcheck disable=SC2086
    kill ${server-} ${looking-} ${watching-} $(cat "$work"/*.pid) 2>/dev/null || true
}
trap stop EXIT
trap 'exit 1' INT TERM

start source
start target
sleep 2
for i in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    put "app/$i" v1
done
configuration >"$work/regsync.yml"
plan >"$work/plan"
(cd "$work" && exec regsync server -c regsync.yml --listen "$page" >"$work/server.log" 2>&1) &
server=$!
sleep 5
begin=$(date +%s)
echo "$begin" >"$work/begin"
look &
looking=$!
watch &
watching=$!
while read -r second what argument; do
    wait=$((begin + second - $(date +%s)))
    [ "$wait" -le 0 ] || sleep "$wait"
    case $what in
    push) # another image under v1, or a new tag
        if [ "$argument" -lt 10 ]; then tag=v1; else tag=t$second; fi
        put "app/$argument" "$tag" || argument="$argument failed"
        ;;
    reload) kill -HUP "$server" ;;
    *) change "$what" "$argument" ;;
    esac
    echo "$(date +%s) $what $argument" >>"$work/events"
done <"$work/plan"
sleep $((begin + minutes * 60 - $(date +%s)))
sample "$minutes"
cat "$work/samples"
echo "end with SIGTERM"
kill "$server"
tries=0
while kill -0 "$server" 2>/dev/null && [ $tries -lt 30 ]; do
    tries=$((tries + 1))
    sleep 1
done
echo "ended within $tries s"
