#!/bin/sh
# Shows on a fresh Debian system that what lies in target/release works: installs the package there, uses it, removes it and
# compares the lists of files, then unpacks the archive and uses that.
# Usage, as root and after mvn -Prelease package: sh .mvn/release/prove.sh [DIRECTORY]
# DIRECTORY is made by debootstrap unless it is there; without one, a temporary directory is used.
set -eu

checkout=$(cd "$(dirname "$0")/../.." && pwd)
release=$checkout/target/release
temporary=
if [ $# -gt 0 ]; then
    root=$1
else
    temporary=$(mktemp -d)
    root=$temporary/root
fi
mounted=
finish() {
    [ -z "$mounted" ] || umount "$root/proc"
    [ -z "$temporary" ] || rm -rf "$temporary"
}
trap finish EXIT
trap 'exit 1' INT TERM

say() {
    printf '\n== %s\n' "$1"
}

inside() {
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"
}

# What dpkg and man-db note for themselves is theirs.
files() {
    (cd "$root" && find . -xdev \( -path ./proc -o -path ./tmp -o -path ./var/lib/dpkg -o -path ./var/log -o -path ./var/cache \) \
        -prune -o -print | sort)
}

# Each program starts, and in a way that fails when it cannot use its cache; $1 is the directory of the programs.
starts() {
    for program in regctl regsync regbot; do
        inside REGCLIENT_JAVA_OPTS=-XX:AOTMode=on "$1/$program" version | sed -n 's/^VCS/  &/p'
        inside REGCLIENT_JAVA_OPTS=-XX:AOTMode=on "$1/$program" --help >"$root/tmp/help"
        grep -q "^ *$program " "$root/tmp/help"
    done
}

# The words that bash offers behind a command line, as it asks for them when somebody presses the tabulator.
completes() {
    inside bash -c '
        . /usr/share/bash-completion/bash_completion
        _completion_loader "$1"
        function=$(complete -p "$1" | sed "s/.*-F \([^ ]*\) .*/\1/")
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_TYPE=9 COMP_KEY=9
        COMP_POINT=${#COMP_LINE}
        "$function" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        echo "${COMPREPLY[@]}"' bash "$@"
}

if [ ! -e "$root/etc/debian_version" ]; then
    say "debootstrap"
    debootstrap --variant=minbase bookworm "$root" >/dev/null
fi
inside DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends man-db bash-completion >/dev/null 2>&1
mount -t proc proc "$root/proc"
mounted=yes
rm -rf "$root/tmp/release"
mkdir -p "$root/tmp/release"
cp "$release"/* "$root/tmp/release"
files >"$root/tmp/before"

say "sums"
(cd "$root/tmp/release" && sha256sum --quiet -c SHA256SUMS)

say "package"
inside sh -c 'dpkg -i /tmp/release/regclient_*.deb'
inside dpkg --verify regclient
starts /usr/bin

say "completion"
completes regctl image cop
completes regctl image cop | grep -qx copy
completes regsync onc | grep -qx once
completes regbot onc | grep -qx once

say "manual pages"
inside sh -c 'MANWIDTH=80 man regctl | head -n 12'
inside sh -c 'for page in /usr/share/man/man1/reg*.1.gz; do man --warnings -l "$page"; done' >/dev/null 2>"$root/tmp/warnings"
cat "$root/tmp/warnings"
[ ! -s "$root/tmp/warnings" ]

say "a mirror, by the programs on the PATH"
mkdir -p "$root/tmp/checkout"
cp -r "$checkout/examples" "$root/tmp/checkout/"
inside XDG_CACHE_HOME=/tmp/checkout/cache sh /tmp/checkout/examples/quickstart.sh >"$root/tmp/quickstart" 2>&1 || { cat "$root/tmp/quickstart"; exit 1; }
tail -n 3 "$root/tmp/quickstart"

say "removal"
inside dpkg --remove regclient
files >"$root/tmp/after"
diff "$root/tmp/before" "$root/tmp/after"
echo "nothing is left"
[ -z "$(inside sh -c 'dpkg-query --show regclient 2>/dev/null')" ]

say "archive, by a user who owns nothing"
mkdir -p "$root/opt/place with a blank"
tar -xzf "$root/tmp/release"/regclient-*.tar.gz -C "$root/opt/place with a blank"
for tree in "$root/opt/place with a blank"/regclient-*; do
    (cd "$tree" && sha256sum --quiet -c "$root/tmp/release"/regclient-*.contents)
    chroot --userspec=65534:65534 "$root" "/${tree#"$root/"}/bin/regctl" version --format '{{println .VCSTag}}'
    starts "/${tree#"$root/"}/bin"
done
rm -rf "$root/opt/place with a blank" "$root/tmp/release" "$root/tmp/checkout"
