#!/bin/sh
# Makes the container image of a program on any base image with glibc, and pushes it, without a container engine:
#     build-image.sh BASE TARGET [PROGRAM]
# BASE is the name of an image, or a directory that holds a root file system; TARGET is where the image goes, PROGRAM is
# regctl (if not given), regsync or regbot. The same inputs make the same digest, which is printed. Needs the programs
# built by: mvn -DskipTests package
# In the environment: REVISION and SOURCE for the labels, SOURCE_DATE_EPOCH for all times.
set -eu

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    sed -n 's/^#  *\(build-image.sh .*\)/usage: \1/p' "$0" >&2
    exit 2
fi
base=$1 target=$2 program=${3:-regctl}

fail() {
    echo "build-image.sh: $1" >&2
    exit 1
}
case $program in
regctl | regsync | regbot) ;;
*) fail "no program $program: it is regctl, regsync or regbot" ;;
esac

root=$(cd "$(dirname "$0")/.." && pwd)
PATH=$root/regctl-cli/target/dist/bin:$PATH
module=$root/$program-cli
files=$module/target/container
home=usr/lib/regclient
for built in regctl "$program"; do
    [ -e "$root/$built-cli/target/dist/bin/$built" ] || fail "$built is not built: mvn -DskipTests package"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# What the image is called and how it starts stands in the Containerfile.
default() {
    sed -n "s/^ARG $1=//p" "$module/Containerfile"
}
label() {
    sed -n "s/.*org.opencontainers.image.$1=\"\([^\"]*\)\".*/\1/p" "$module/Containerfile"
}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -d "$(default CREATED)" +%s)}
created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
export SOURCE_DATE_EPOCH

# An archive of what is in a directory: its name, the directory, where it lies in the image, and options for owners.
layer() {
    archive=$work/$1.tar directory=$2 below=$3
    shift 3
    (
        cd "$directory"
        find . -mindepth 1 -maxdepth 1 -printf '%P\0' |
            tar --null --files-from=- --create --file="$archive" --format=gnu --sort=name --numeric-owner \
                --mtime="@$SOURCE_DATE_EPOCH" --transform="flags=r;s,^,$below," "$@"
    )
}

if [ -d "$base" ]; then
    regctl image create "ocidir://$work/base:made" --platform local --created "$created"
    layer made "$base" ''
    base=ocidir://$work/base:made
    regctl image mod "$base" --replace --layer-add "tar=$work/made.tar" >/dev/null
fi
digest=$(regctl image digest --platform local "$base" 2>"$work/error") ||
    fail "the base $base is neither a directory nor an image: $(cat "$work/error")"
name=${base%@*}
case ${name##*/} in
*:*) name=${name%:*} ;;
esac

# The accounts are those of the base and one more; the Containerfile, which runs nothing, has Debian's.
accounts=$work/accounts/etc
mkdir -p "$accounts"
cp -R "$files/shared" "$work/shared"
for file in passwd group; do
    if regctl image get-file "$name@$digest" "etc/$file" >"$accounts/$file" 2>"$work/error"; then
        grep -q '^appuser:' "$accounts/$file" || grep '^appuser:' "$files/shared/etc/$file" >>"$accounts/$file"
        cp "$accounts/$file" "$work/shared/etc/$file"
    fi
done

echo "Packing the layers of $program" >&2
layer runtime "$module/target/dist/runtime" $home/runtime/ --owner=0 --group=0
layer shared "$work/shared" '' --owner=0 --group=0
layer home "$files/home" home/ --owner=1000 --group=0
layer lib "$module/target/dist/lib" $home/lib/ --owner=0 --group=0
layer bin "$module/target/dist/bin" $home/bin/ --owner=0 --group=0
layer program "$files/program" '' --owner=0 --group=0

set --
for archive in runtime shared home lib bin program; do
    set -- "$@" --layer-add "tar=$work/$archive.tar"
done
case $base in
ocidir://"$work"/*) ;;
*) set -- "$@" --annotation-base "$base,$digest" ;;
esac
for variable in $(sed -n 's/^ENV //p' "$module/Containerfile"); do
    set -- "$@" --env "$variable"
done
for pair in "title=$program" "description=$(label description)" "version=$(default VERSION)" \
    "revision=${REVISION:-}" "created=$created" "source=${SOURCE:-}" "licenses=$(label licenses)"; do
    [ -z "${pair#*=}" ] || set -- "$@" --label "org.opencontainers.image.$pair" \
        --annotation "org.opencontainers.image.$pair"
done
echo "Making and pushing the image" >&2
regctl image mod "$name@$digest" --create "$target" "$@" \
    --config-time "set=$created,base-ref=$name@$digest" \
    --user 1000:1000 --workdir /home/appuser --config-cmd '' \
    --config-entrypoint "$(sed -n 's/^ENTRYPOINT //p' "$module/Containerfile")" >/dev/null
regctl image digest "$target"
