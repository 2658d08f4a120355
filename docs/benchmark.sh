#!/bin/sh
# Measures the packaged programs beside skopeo, all in one run on this machine, and prints Markdown tables.
# Needs: mvn -DskipTests package, and Debian's docker-registry, skopeo, hyperfine and time.
# Usage: docs/benchmark.sh [RUNS]
set -eu

runs=${1:-10}
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

serve() {
    cat >"$work/$1.yml" <<EOF
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/$1}, delete: {enabled: true}}
http: {addr: '127.0.0.1:$2'}
EOF
    docker-registry serve "$work/$1.yml" >/dev/null 2>&1 &
    servers="$servers $!"
    regctl registry set "127.0.0.1:$2" --tls disabled --skip-check
}

# A blob of the layout, from standard input; prints its descriptor.
blob() {
    cat >"$work/blob"
    sum=$(sha256sum "$work/blob" | cut -d' ' -f1)
    size=$(wc -c <"$work/blob")
    mv "$work/blob" "$layout/blobs/sha256/$sum"
    printf '{"mediaType":"%s","digest":"sha256:%s","size":%d}' "$1" "$sum" "$size"
}

# image NAME COUNT MEBIBYTES: pushes an image with COUNT random layers to the first registry.
image() {
    layout=$work/layout
    rm -rf "$layout"
    mkdir -p "$layout/blobs/sha256"
    echo '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
    layers=
    i=0
    while [ "$i" -lt "$2" ]; do
        layer=$(head -c "$3"M /dev/urandom | gzip -1 | blob application/vnd.oci.image.layer.v1.tar+gzip)
        layers=${layers:+$layers,}$layer
        i=$((i + 1))
    done
    config=$(printf '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}' |
        blob application/vnd.oci.image.config.v1+json)
    manifest=$(printf '{"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}' \
        application/vnd.oci.image.manifest.v1+json "$config" "$layers" | blob application/vnd.oci.image.manifest.v1+json)
    printf '{"schemaVersion":2,"manifests":[%s]}' \
        "$(echo "$manifest" | sed 's/}$/,"annotations":{"org.opencontainers.image.ref.name":"v1"}}/')" >"$layout/index.json"
    regctl image copy "ocidir://$layout:v1" "127.0.0.1:5911/bench/$1:v1" >/dev/null
    rm -rf "$layout"
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

# transfer LABEL COMMAND: wall seconds, processor seconds and peak memory, median of three cold copies by wall time.
transfer() {
    label=$1
    shift
    for n in 1 2 3; do
        target=127.0.0.1:5912/$(date +%s%N)/copy
        # each copy goes to a registry that does not have the blobs
        rm -rf "$work/second/docker"
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

serve first 5911
serve second 5912
sleep 1
image small 1 1
image layers 6 63
image large 1 1024

echo "$(nproc) processors, $(date +%F), skopeo $(skopeo --version | awk '{print $3}'), $runs runs"
echo
echo '| start-up, wall seconds (median) | regctl | skopeo | ratio |'
echo '|---|---|---|---|'
row 'version' 'regctl version' 'skopeo --version'
row 'list the tags of a repository' 'regctl tag ls 127.0.0.1:5911/bench/small' \
    'skopeo list-tags --tls-verify=false docker://127.0.0.1:5911/bench/small'
echo
for name in small layers large; do
    case $name in
    small) echo 'One layer of 1 MiB:' ;;
    layers) echo 'Six layers of 63 MiB:' ;;
    large) echo 'One layer of 1 GiB:' ;;
    esac
    echo
    echo '| copy between two registries, target empty | wall s | processor s | peak MiB |'
    echo '|---|---|---|---|'
    transfer "regctl $name" "$work/regctl-copy" "127.0.0.1:5911/bench/$name:v1"
    transfer "skopeo $name" skopeo copy --src-tls-verify=false --dest-tls-verify=false \
        "docker://127.0.0.1:5911/bench/$name:v1"
    echo
done
