# shellcheck shell=sh disable=SC2154,SC2034 # variables of benchmark.sh
# Measurements and the table of them, for benchmark.sh. A sample is a file of lines "wall-seconds processor-seconds
# peak-KiB requests", or of wall seconds alone, or of the word "failed"; that of a program in a row is
# $work/samples/ROW/PROGRAM.

# The programs that are here, ours first. Those of Go regclient have the names of ours: variables say where they are.
programs() {
    echo ours
    [ -z "${GO_REGCTL-}${GO_REGSYNC-}${GO_REGBOT-}" ] || echo go
    for peer in skopeo crane oras; do
        if command -v "$peer" >/dev/null; then
            echo "$peer"
        fi
    done
}

# sample ROW PROGRAM: the file, in a directory that is there.
sample() {
    mkdir -p "$work/samples/$1"
    echo "$work/samples/$1/$2"
}

# timed COMMAND...: runs it for $row and $program. While requests are counted, which takes a proxy in between, only their
# number is kept, and the MiB of blobs sent.
timed() {
    file=$(sample "$row" "$program")
    : >"$work/requests"
    if ! command time -q -o "$work/time" -f '%e %U %S %M' "$@" >"$work/output" 2>&1; then
        echo "$row: $program failed: $(tail -n 3 "$work/output")" >&2
        echo failed >>"$file"
        return
    fi
    requests=$(wc -l <"$work/requests")
    if [ -n "$counting" ]; then
        echo "$requests" >"$file.requests"
        awk '/^(POST|PATCH|PUT) .*\/blobs\/uploads\// { n += $NF } END { print n / 1048576 }' "$work/requests" >"$file.sent"
    else
        awk -v n="$requests" '{ print $1, $2 + $3, $4, n }' "$work/time" >>"$file"
    fi
}

# measure ROW FUNCTION: calls the function for each program, in rounds, so that the programs see the same machine. Programs
# that have no such command leave without calling timed.
measure() {
    row=$1
    round=0
    while [ "$round" -lt "$runs" ]; do
        for program in $programs; do
            "$2"
        done
        round=$((round + 1))
    done
}

# count ROW FUNCTION: calls the function once more for each program, between proxies that count.
count() {
    row=$1
    counting=yes
    from=$first_counted
    to=$second_counted
    for program in $programs; do
        "$2"
    done
    from=$first
    to=$second
    counting=
}

# started ROW COMMAND...: the median of a short command for $program; fractions of a hundredth of a second count.
started() {
    row=$1
    shift
    hyperfine --shell=none --warmup 2 --runs "$((runs * 5))" --export-json "$work/times" "$*" >"$work/output" 2>&1 || {
        echo "$row: $program failed: $(tail -n 3 "$work/output")" >&2
        echo failed >"$(sample "$row" "$program")"
        return
    }
    sed -n 's/.*"median": \([0-9.]*\).*/\1/p' "$work/times" >"$(sample "$row" "$program")"
}

# rewrite ROW STATEMENT [LESS]: changes the wall and processor seconds of a row, $1 and $2 of awk; less and less_cpu are
# the medians of another row.
rewrite() {
    for program in $programs; do
        file=$work/samples/$1/$program
        [ -s "$file" ] || continue
        less=
        [ -z "${3-}" ] || less=$(middle "$work/samples/$3/$program")
        awk -v other="$less" "BEGIN { split(other, m); less = m[1]; less_cpu = m[2] }
            \$1 != \"failed\" { $2 } { print }" "$file" >"$file.new"
        mv "$file.new" "$file"
    done
}

# middle FILE: the median line of a sample by its first field; nothing if a run has failed.
middle() {
    if [ -s "$1" ] && ! grep -q failed "$1"; then
        sort -g "$1" | sed -n "$((($(wc -l <"$1") + 1) / 2))p"
    fi
}

# Where and when, and the versions of the peers that tell theirs.
facts() {
    echo "$(nproc) processors, $(date +%F), $(docker-registry --version | awk '{ print $1, $3 }'), median of $runs runs"
    for program in $programs; do
        case $program in
        skopeo) echo ", skopeo $(skopeo --version | awk '{ print $3 }')" ;;
        oras) echo ", oras $(oras version | awk 'NR == 1 { print $2 }')" ;;
        esac
    done
}

heading() {
    table='| what | goal |'
    line='|---|---|'
    for program in $programs; do
        case $program in
        go) name='Go regclient' ;;
        *) name=$program ;;
        esac
        table="$table $name |"
        line="$line---|"
    done
    echo "$table ours : Go | ours : best |"
    echo "$line---|---|"
}

# line ROW LABEL GOAL: a line of the table.
line() {
    for program in $programs; do
        file=$work/samples/$1/$program
        if [ ! -s "$file" ]; then
            echo "$program"
        elif grep -q failed "$file"; then
            echo "$program failed"
        else
            median=$(middle "$file")
            [ ! -s "$file.requests" ] || median="$(echo "$median" | cut -d' ' -f1-3) $(cat "$file.requests")"
            echo "$program $median"
        fi
    done | awk -v label="$2" -v goal="${3:-}" '
        function number(x) { return sprintf(x >= 100 ? "%.0f" : x >= 10 ? "%.1f" : x >= 1 ? "%.2f" : "%.3f", x) }
        # A sample of wall seconds alone has no processor seconds, and one of a subtraction may be nothing.
        function ratio(x, y) { return x > 0 && y > 0 ? sprintf("%.2f", x / y) : "" }
        NF == 1 { cells = cells " |"; next }
        $2 == "failed" { cells = cells " failed |"; next }
        {
            more = NF > 3 ? sprintf(" (%s, %.0f%s)", number($3), $4 / 1024, $5 > 0 ? ", " $5 : "") : ""
            cells = cells " " number($2) more " |"
            if ($1 == "ours") { wall = $2; cpu = $3 } else if (best == "" || $2 < best) best = $2
            if ($1 == "go") { gowall = $2; gocpu = $3 }
        }
        END {
            go = ratio(wall, gowall)
            goc = ratio(cpu, gocpu)
            printf "| %s | %s |%s %s | %s |\n", label, goal, cells, go (goc == "" ? "" : " (" goc ")"), ratio(wall, best)
        }'
}

# line_of_sent ROW LABEL GOAL: the MiB of blobs that the counted run of a row has sent.
line_of_sent() {
    for program in $programs; do
        [ ! -s "$work/samples/$1/$program.sent" ] || cp "$work/samples/$1/$program.sent" "$(sample "$1-sent" "$program")"
    done
    line "$1-sent" "$2" "$3"
}
