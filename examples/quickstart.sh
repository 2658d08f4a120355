#!/bin/sh
# The mirror workshop in a minute, on registries of its own: no server, no internet, nothing outside a temporary
# directory. Needs the programs built by: mvn -DskipTests package
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
PATH=$root/regctl-cli/target/dist/bin:$root/regsync-cli/target/dist/bin:$root/regbot-cli/target/dist/bin:$PATH
work=$(mktemp -d)
registries=
stop() {
    # shellcheck disable=SC2086 # a list of process numbers
    [ -z "$registries" ] || kill $registries 2>/dev/null || true
    wait
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM
export REGCTL_CONFIG="$work/regctl.json" DOCKER_CONFIG="$work/docker"

say() {
    printf '\n== %s\n' "$1"
}

# Starts a registry on a free port; its address is in the first line it prints.
serve() {
    name=$1
    shift
    : >"$work/$name.log" # it is read before the registry has made it
    regctl registry serve --addr 127.0.0.1:0 --dir "$work/$name" "$@" >"$work/$name.log" 2>&1 &
    registries="$registries $!"
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
        address=$(sed -n 's|.*http://\([^/]*\)/.*|\1|p' "$work/$name.log")
        [ -z "$address" ] || break
        sleep 0.2
    done
    if [ -z "$address" ]; then
        cat "$work/$name.log" >&2
        exit 1
    fi
    regctl registry set "$address" --tls disabled
}

say 'Two registries: an "upstream" with multi-platform sample images, and an empty local one'
serve upstream --samples
UPSTREAM=$address
serve mirror
MIRROR=$address
export UPSTREAM MIRROR
echo "upstream $UPSTREAM holds:"
regctl repo ls "$UPSTREAM"
echo "mirror $MIRROR is empty"

say 'regsync once: copy what examples/regsync-quickstart.yml names'
regsync -c "$root/examples/regsync-quickstart.yml" once
for image in sample/hello:latest sample/tools:latest; do
    up=$(regctl image digest "$UPSTREAM/$image")
    [ "$up" = "$(regctl image digest "$MIRROR/$image")" ]
    echo "$image has the same digest on both sides: $up"
done

say 'regsync once again: nothing to do'
again=$(regsync -c "$root/examples/regsync-quickstart.yml" once 2>&1)
[ -z "$again" ]
echo 'the second run copied nothing'

say 'Five old backups of one image, each a tag without any transfer'
for day in 20210831 20210901 20210902 20210903 20210904; do
    regctl image copy "$MIRROR/sample/hello:latest" "$MIRROR/sample/hello:bkup-latest-$day"
done

say 'regbot once --dry-run: what examples/regbot-backups.yml would delete (three backups stay)'
sed "s|localhost:5000|$MIRROR|" "$root/examples/regbot-backups.yml" >"$work/regbot.yml"
regbot -c "$work/regbot.yml" once --dry-run
echo 'the tags are all still there, a dry run changes nothing:'
regctl tag ls "$MIRROR/sample/hello"

say 'Done. The same commands work against any registry.'
