#!/bin/sh
# Measures the packaged programs beside skopeo, all in one run on this machine, and prints Markdown tables.
# Needs: mvn -DskipTests package, and Debian's docker-registry, skopeo, hyperfine, openssl and time.
# Usage: docs/benchmark.sh [RUNS]; PARTS="start copies edits" chooses, STRIP_MIB and ZSTD_MIB are the sizes of edited layers.
set -eu

case ${1-} in
-h | --help)
    sed -n '2,4s/^# //p' "$0"
    exit
    ;;
esac
runs=${1:-10}
parts=${PARTS:-start copies edits}
strip=${STRIP_MIB:-2048}
zstd=${ZSTD_MIB:-1024}
root=$(cd "$(dirname "$0")/.." && pwd)
PATH=$root/regctl-cli/target/dist/bin:$root/regsync-cli/target/dist/bin:$PATH
work=$(mktemp -d)
servers=
stop() {
    # shellcheck disable=SC2086 # a list of process numbers
    [ -z "$servers" ] || kill $servers 2>/dev/null || true
    wait
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM
export REGCTL_CONFIG="$work/regctl.json" DOCKER_CONFIG="$work/docker"

# serve DIRECTORY PORT [TLS]: starts a registry; TLS is the rest of its http settings.
serve() {
    cat >"$work/$1.$2.yml" <<EOF
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/$1}, delete: {enabled: true}}
http: {addr: '127.0.0.1:$2'${3:+, tls: $3}}
EOF
    docker-registry serve "$work/$1.$2.yml" >/dev/null 2>&1 &
    servers="$servers $!"
    [ -n "${3-}" ] || regctl registry set "127.0.0.1:$2" --tls disabled --skip-check
}

# A blob of the layout, from standard input; prints its descriptor.
blob() {
    cat >"$work/blob"
    sum=$(sha256sum "$work/blob" | cut -d' ' -f1)
    size=$(wc -c <"$work/blob")
    mv "$work/blob" "$layout/blobs/sha256/$sum"
    printf '{"mediaType":"%s","digest":"sha256:%s","size":%d}' "$1" "$sum" "$size"
}

# Begins a layout.
layout() {
    layout=$work/layout
    rm -rf "$layout"
    mkdir -p "$layout/blobs/sha256"
    echo '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
}

# push NAME LAYERS DIFF_IDS: makes the layout an image, whose lists are given as in JSON, and pushes it to the first registry.
push() {
    config=$(printf '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[%s]}}' "$3" |
        blob application/vnd.oci.image.config.v1+json)
    manifest=$(printf '{"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}' \
        application/vnd.oci.image.manifest.v1+json "$config" "$2" | blob application/vnd.oci.image.manifest.v1+json)
    printf '{"schemaVersion":2,"manifests":[%s]}' \
        "$(echo "$manifest" | sed 's/}$/,"annotations":{"org.opencontainers.image.ref.name":"v1"}}/')" >"$layout/index.json"
    regctl image copy "ocidir://$layout:v1" "127.0.0.1:5911/bench/$1:v1" >/dev/null
    rm -rf "$layout"
}

# image NAME COUNT MEBIBYTES: pushes an image with COUNT random layers to the first registry.
image() {
    layout
    layers=
    i=0
    while [ "$i" -lt "$2" ]; do
        layer=$(head -c "$3"M /dev/urandom | gzip -1 | blob application/vnd.oci.image.layer.v1.tar+gzip)
        layers=${layers:+$layers,}$layer
        i=$((i + 1))
    done
    push "$1" "$layers" ''
}

# archive NAME MEBIBYTES: pushes an image of one layer, a tar archive of a file "drop" of 1 MiB and a file "keep" of the rest,
# text that compresses to three quarters.
archive() {
    layout
    mkdir "$work/files"
    base64 /dev/urandom | head -c 1M >"$work/files/drop"
    base64 /dev/urandom | head -c "$(($2 - 1))M" >"$work/files/keep"
    diff=$(tar -C "$work/files" -cf - drop keep | tee "$work/tar" | sha256sum | cut -d' ' -f1)
    rm -r "$work/files"
    layer=$(gzip -6 <"$work/tar" | blob application/vnd.oci.image.layer.v1.tar+gzip)
    rm "$work/tar"
    push "$1" "$layer" "\"sha256:$diff\""
}

# edit LABEL NAME OPTION VALUE: wall seconds, processor seconds and peak memory of image mod, median of three by wall time.
# The result goes to a new repository of the first registry each time.
edit() {
    for n in 1 2 3; do
        command time -a -o "$work/$2 $3" -f '%e %U %S %M' regctl image mod "127.0.0.1:5911/bench/$2:v1" \
            --create "127.0.0.1:5911/$(date +%s%N)/edited:v1" "$3" "$4" >/dev/null 2>"$work/error" || {
            cat "$work/error" >&2
            exit 1
        }
    done
    sort -n "$work/$2 $3" | sed -n 2p |
        awk -v l="$1" '{printf "| %s | %.2f | %.2f | %.0f |\n", l, $1, $2 + $3, $4 / 1024}'
}

# Median wall time of a command in seconds, after two runs to warm the disk cache.
median() {
    hyperfine --shell=none --warmup 2 --runs "$runs" --export-json "$work/times.json" "$@" >/dev/null 2>&1
    sed -n 's/.*"median": \([0-9.]*\).*/\1/p' "$work/times.json" | head -1
}

row() {
    ours=$(median "$2")
    theirs=$(median "$3")
    printf '| %s | %.3f | %.3f | %.1f |\n' "$1" "$ours" "$theirs" "$(echo "$ours $theirs" | awk '{print $1 / $2}')"
}

# transfer LABEL COMMAND: wall seconds, processor seconds and peak memory of copies, median of three by wall time.
# Each goes to a new repository; with EMPTY=yes to a registry that does not have the blobs.
transfer() {
    label=$1
    shift
    for n in 1 2 3; do
        target=127.0.0.1:5912/$(date +%s%N)/copy
        [ "$EMPTY" = no ] || rm -rf "$work/second/docker"
        command time -a -o "$work/$label" -f '%e %U %S %M' "$@" "docker://$target:v1" >/dev/null 2>&1 ||
            { echo "$label failed" >&2; exit 1; }
    done
    sort -n "$work/$label" | sed -n 2p |
        awk -v l="$label" '{printf "| %s | %.2f | %.2f | %.0f |\n", l, $1, $2 + $3, $4 / 1024}'
}

# regctl takes references without the transport name that skopeo wants.
cat >"$work/regctl-copy" <<'EOF'
#!/bin/sh
exec regctl image copy "$1" "${2#docker://}"
EOF
chmod +x "$work/regctl-copy"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$work/key.pem" \
    -out "$work/cert.pem" -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2>/dev/null
serve first 5911
serve second 5912
serve first 5913 "{certificate: $work/cert.pem, key: $work/key.pem}"
regctl registry set 127.0.0.1:5913 --cacert "$(cat "$work/cert.pem")" --skip-check
mkdir "$work/certs"
cp "$work/cert.pem" "$work/certs/ca.crt"
sleep 1
EMPTY=yes
echo "$(nproc) processors, $(date +%F), skopeo $(skopeo --version | awk '{print $3}'), $runs runs"
echo
heading() {
    echo "$1:"
    echo
    echo "| copy between two registries, $2 | wall s | processor s | peak MiB |"
    echo '|---|---|---|---|'
}
compare() {
    transfer "regctl $1" "$work/regctl-copy" "127.0.0.1:5911/bench/$1:v1"
    transfer "skopeo $1" skopeo copy --src-tls-verify=false --dest-tls-verify=false "docker://127.0.0.1:5911/bench/$1:v1"
    echo
}


# part NAME: whether this part was asked for.
part() {
    case " $parts " in
    *" $1 "*) ;;
    *) return 1 ;;
    esac
}

if part start || part copies; then
    image small 1 1
    image layers 6 63
fi

if part start; then
    echo '| start-up, wall seconds (median) | regctl | skopeo | ratio |'
    echo '|---|---|---|---|'
    row 'version' 'regctl version' 'skopeo --version'
    row 'list the tags of a repository' 'regctl tag ls 127.0.0.1:5911/bench/small' \
        'skopeo list-tags --tls-verify=false docker://127.0.0.1:5911/bench/small'
    row 'the same over https' 'regctl tag ls 127.0.0.1:5913/bench/small' \
        "skopeo list-tags --cert-dir=$work/certs docker://127.0.0.1:5913/bench/small"
    regctl image copy 127.0.0.1:5911/bench/layers:v1 127.0.0.1:5912/bench/layers:v1 >/dev/null
    row 'copy an image that is there already' \
        'regctl image copy 127.0.0.1:5911/bench/layers:v1 127.0.0.1:5912/bench/layers:v1' \
        'skopeo copy --src-tls-verify=false --dest-tls-verify=false docker://127.0.0.1:5911/bench/layers:v1 docker://127.0.0.1:5912/bench/layers:v1'
    echo
fi

if part copies; then
    image large 1 1024
    heading 'One layer of 1 MiB' 'target empty'
    compare small
    heading 'Six layers of 63 MiB' 'target empty'
    compare layers
    heading 'The same image again' 'to another repository of a target that has the blobs'
    rm "$work/regctl layers" "$work/skopeo layers"
    EMPTY=no
    compare layers
    EMPTY=yes
    heading 'One layer of 1 GiB' 'target empty'
    compare large
fi

if part edits; then
    archive tiny 2
    archive strip "$strip"
    archive zstd "$zstd"
    echo '| image mod, a gzip layer in a registry | wall s | processor s | peak MiB |'
    echo '|---|---|---|---|'
    edit '`--layer-strip-file`, 2 MiB' tiny --layer-strip-file drop
    edit "\`--layer-strip-file\`, $strip MiB" strip --layer-strip-file drop
    edit '`--layer-compress zstd`, 2 MiB' tiny --layer-compress zstd
    edit "\`--layer-compress zstd\`, $zstd MiB" zstd --layer-compress zstd
fi
