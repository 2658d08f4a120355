# shellcheck shell=sh disable=SC2154 # variables of benchmark.sh
# Registries and what lies in them, for benchmark.sh. Needs $work, a directory of this run.

first=127.0.0.1:5911
second=127.0.0.1:5912
first_tls=127.0.0.1:5913
first_counted=127.0.0.1:5921
second_counted=127.0.0.1:5922
first_far=127.0.0.1:5931
second_far=127.0.0.1:5932
servers=

# free HOST: ends the benchmark when something listens there, which would answer in place of what is measured.
free() {
    status=0
    curl -s -o /dev/null "http://$1/" || status=$?
    if [ "$status" != 7 ]; then
        echo "$1 is in use" >&2
        exit 1
    fi
}

# await HOST: until a server answers, or ends the benchmark.
await() {
    tries=0
    until curl -fsk -o /dev/null "http://$1/v2/" || curl -fsk -o /dev/null "https://$1/v2/"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 100 ] || ! kill -0 "$!"; then
            echo "no server at $1" >&2
            exit 1
        fi
        sleep 0.1
    done
}

# serve DIRECTORY HOST [TLS]: starts a registry; TLS is the rest of its http settings.
serve() {
    cat >"$work/$2.yml" <<END
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/$1}, delete: {enabled: true}}
http: {addr: '$2'${3:+, tls: $3}}
END
    free "$2"
    docker-registry serve "$work/$2.yml" >"$work/$2.log" 2>&1 &
    servers="$servers $!"
    await "$2"
    [ -n "${3-}" ] || regctl registry set "$2" --tls disabled --skip-check
}

# distance HOST REGISTRY MILLISECONDS: starts the proxy of the test kit, on the Java runtime of the packaged regctl. It
# adds a line to the file of requests for each one.
distance() {
    free "$1"
    regctl=$(readlink -f "$(command -v regctl)")
    "${regctl%/*}/../runtime/bin/java" -XX:+UseSerialGC -cp "$root/regclient-core/target/test-classes" \
        io.regclient.testing.DelayProxy "${1#*:}" "${2#*:}" "$3" "$work/requests" >"$work/$1.log" 2>&1 &
    servers="$servers $!"
    await "$1"
    regctl registry set "$1" --tls disabled --skip-check
}

start_servers() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$work/key.pem" \
        -out "$work/cert.pem" -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2>/dev/null
    mkdir "$work/certs"
    cp "$work/cert.pem" "$work/certs/ca.crt"
    serve first "$first"
    serve second "$second"
    serve first "$first_tls" "{certificate: $work/cert.pem, key: $work/key.pem}"
    regctl registry set "$first_tls" --cacert "$(cat "$work/cert.pem")" --skip-check
    : >"$work/requests"
    distance "$first_counted" "$first" 0
    distance "$second_counted" "$second" 0
    distance "$first_far" "$first" "$delay"
    distance "$second_far" "$second" "$delay"
}

stop_servers() {
    # shellcheck disable=SC2086 # a list of process numbers
    [ -z "$servers" ] || kill $servers 2>/dev/null || true
    wait
}

# Empties the second registry, and what the programs remember of it.
empty_second() {
    rm -rf "$work/second/docker" "$work/cache" "$work/data"
}

# Begins a layout of images.
layout() {
    layout=$work/layout
    rm -rf "$layout"
    mkdir -p "$layout/blobs/sha256"
    echo '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
    : >"$layout/images"
}

# blob MEDIA_TYPE: a blob of the layout, from standard input; prints its descriptor.
blob() {
    cat >"$layout/blob"
    sum=$(sha256sum "$layout/blob")
    sum=${sum%% *}
    size=$(wc -c <"$layout/blob")
    mv "$layout/blob" "$layout/blobs/sha256/$sum"
    printf '{"mediaType":"%s","digest":"sha256:%s","size":%d}' "$1" "$sum" "$size"
}

# layers COUNT BYTES: random layers, as a JSON list without its brackets. They are gzip files, which no program packs again.
layers() {
    layers=
    i=0
    while [ "$i" -lt "$1" ]; do
        layer=$(head -c "$2" /dev/urandom | gzip -1 | blob application/vnd.oci.image.layer.v1.tar+gzip)
        layers=${layers:+$layers,}$layer
        i=$((i + 1))
    done
    echo "$layers"
}

# image TAG LAYERS [DIFF_IDS]: an image of the layout, with lists as in JSON.
image() {
    config=$(printf '{"architecture":"amd64","os":"linux","author":"%s","rootfs":{"type":"layers","diff_ids":[%s]}}' \
        "$1" "${3-}" | blob application/vnd.oci.image.config.v1+json)
    manifest=$(printf '{"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}' \
        application/vnd.oci.image.manifest.v1+json "$config" "$2" | blob application/vnd.oci.image.manifest.v1+json)
    printf '%s,"annotations":{"org.opencontainers.image.ref.name":"%s"}}\n' "${manifest%\}}" "$1" >>"$layout/images"
}

# publish REPOSITORY: brings the images of the layout to the first registry and ends the layout.
publish() {
    printf '{"schemaVersion":2,"manifests":[%s]}' "$(paste -s -d , "$layout/images")" >"$layout/index.json"
    sync_config "ocidir://$layout" "$first/$1"
    regsync once -c "$work/regsync.yml" >"$work/publish.log" 2>&1 || {
        cat "$work/publish.log" >&2
        exit 1
    }
    rm -rf "$layout"
}

# publish_one NAME COUNT BYTES: an image of random layers.
publish_one() {
    layout
    image v1 "$(layers "$2" "$3")"
    publish "bench/$1"
}

# publish_many NAME COUNT BYTES: images t1, t2, ... that differ in their configs, and in a layer each unless BYTES is 0.
publish_many() {
    layout
    tag=1
    one=$(layers 1 1000)
    while [ "$tag" -le "$2" ]; do
        [ "$3" = 0 ] || one=$(layers 1 "$3")
        image "t$tag" "$one"
        tag=$((tag + 1))
    done
    publish "bench/$1"
}

# tag_many NAME COUNT: an image with tags t1 to tCOUNT, the same in both registries.
tag_many() {
    layout
    image t1 "$(layers 1 1000)"
    publish "bench/$1"
    regctl image copy "$first/bench/$1:t1" "$second/bench/$1:t1" >/dev/null
    regctl manifest get --format raw-body "$first/bench/$1:t1" >"$work/manifest"
    for host in "$first" "$second"; do
        awk -v url="http://$host/v2/bench/$1/manifests/t" -v file="$work/manifest" -v n="$2" \
            'BEGIN { for (i = 2; i <= n; i++) printf "url = \"%s%d\"\nupload-file = \"%s\"\n", url, i, file }' >"$work/urls"
        [ ! -s "$work/urls" ] || curl -f --no-progress-meter -Z \
            -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' -K "$work/urls"
    done
}

# sync_config SOURCE TARGET [MORE]: a configuration of regsync for one repository.
sync_config() {
    {
        echo 'version: 1'
        credentials
        echo 'sync:'
        printf '  - {source: "%s", target: "%s", type: repository%s}\n' "$1" "$2" "${3:+, $3}"
    } >"$work/regsync.yml"
}

# bot_config SCRIPT: a configuration of regbot.
bot_config() {
    {
        echo 'version: 1'
        credentials
        printf 'scripts:\n  - name: bench\n    script: |\n'
        echo "$1" | sed 's/^/      /'
    } >"$work/regbot.yml"
}

credentials() {
    echo 'creds:'
    for host in "$first" "$second" "$first_counted" "$second_counted" "$first_far" "$second_far"; do
        printf '  - {registry: "%s", tls: disabled}\n' "$host"
    done
}
