#!/bin/sh
# Starts @program@ on the Java runtime that lies beside it. Made by the build; do not edit.
# Nothing is forked on the way, except one readlink when this file was reached through a symbolic link.
case $0 in
*/*) self=$0 ;;
*) self=./$0 ;;
esac
if [ -L "$self" ]; then
    self=$(readlink -f "$self")
fi
home=${self%/*}/..
case $home in
/*) ;;
*) home=$PWD/$home ;;
esac
lib=$home/lib

# Commands that only look at metadata are over before the optimizing compiler pays. A version needs few classes, so it
# has a small cache of its own.
cache=$lib/@program@-@id@.aot
case "${1-} ${2-}" in
version\ * | --version\ *)
    compiler=-XX:TieredStopAtLevel=1
    cache=$lib/@program@-version-@id@.aot
    ;;
--help\ *|help\ *|@brief@) compiler=-XX:TieredStopAtLevel=1 ;;
*)
    compiler="@compiler@"
    ;;
esac

# JDK 25 does not compare the cache with the jars (JDK-8377932): the name says which build it belongs to.
if [ -f "$cache" ]; then
    cache=-XX:AOTCache=$cache
else
    cache=-Xshare:auto
fi

# Names of files are bytes that Java only knows as text, in the encoding of the locale; without one it would be ASCII.
case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
'' | C | POSIX)
    LC_ALL=C.UTF-8
    export LC_ALL
    ;;
esac

# Java looks at no TMPDIR, and warns about a directory that is none: what needs it says so.
temporary=/tmp
if [ -d "${TMPDIR-}" ]; then
    temporary=$TMPDIR
fi

# Options meant for other Java programs would reject the cache and print "Picked up ...".
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS

set -f
# shellcheck disable=SC2086 # lists of options
exec "$home/runtime/bin/java" "$cache" @log@ @options@ $compiler \
    -Dregclient.home="$home" -Djava.io.tmpdir="$temporary" -DZstdNativePath="$lib/@zstd@" ${REGCLIENT_JAVA_OPTS-} \
    -cp "@classpath@" @main@ "$@"
