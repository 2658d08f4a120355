// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text format of Prometheus, version 0.0.4, and accepts nothing that is not in it: each family has one HELP and one
 * TYPE before its samples, which stand together, and no series comes twice.
 */
final class PrometheusText {
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[^\n]*})? (-?[0-9.]+(?:E-?[0-9]+)?|NaN|[+-]Inf)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"");
    private static final Set<String> TYPES = Set.of("counter", "gauge", "summary", "histogram", "untyped");

    private final Map<String, Family> families = new LinkedHashMap<>();

    /**
     * A metric.
     *
     * @param samples each name with its labels
     */
    record Family(String name, String type, String help, List<Sample> samples) {}

    /** One value. */
    record Sample(String name, Map<String, String> labels, double value) {}

    static Map<String, Family> parse(String text) {
        PrometheusText parser = new PrometheusText();
        if (!text.endsWith("\n")) {
            throw new AssertionError("the last line has no end");
        }
        parser.families(List.of(text.split("\n", -1)));
        return parser.families;
    }

    private void families(List<String> lines) {
        Set<Object> series = new HashSet<>();
        int i = 0;
        while (i < lines.size() - 1) {
            Matcher help = comment(lines.get(i), "HELP");
            Matcher type = comment(lines.get(i + 1), "TYPE");
            String name = help.group(2);
            check(name.equals(type.group(2)), lines.get(i + 1));
            check(TYPES.contains(type.group(3)), lines.get(i + 1));
            check(!help.group(3).isBlank(), lines.get(i));
            Family family = new Family(name, type.group(3), help.group(3), new ArrayList<>());
            check(families.put(name, family) == null, "twice: " + name);
            for (i += 2; i < lines.size() - 1 && !lines.get(i).startsWith("#"); i++) {
                Sample sample = sample(lines.get(i));
                check(belongs(sample, family), lines.get(i));
                check(series.add(List.of(sample.name(), sample.labels())), "twice: " + lines.get(i));
                family.samples().add(sample);
            }
            check(!family.samples().isEmpty(), "no sample of " + name);
        }
    }

    private static Matcher comment(String line, String kind) {
        Matcher matcher = COMMENT.matcher(line);
        check(matcher.matches() && matcher.group(1).equals(kind), line);
        return matcher;
    }

    private static boolean belongs(Sample sample, Family family) {
        if (sample.name().equals(family.name())) {
            return !family.type().equals("histogram");
        }
        boolean sums = family.type().equals("summary") || family.type().equals("histogram");
        return sums
                && (sample.name().equals(family.name() + "_sum")
                        || sample.name().equals(family.name() + "_count"));
    }

    private static Sample sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        check(matcher.matches(), line);
        Map<String, String> labels = new TreeMap<>();
        String all = matcher.group(2) == null ? "{}" : matcher.group(2);
        Matcher label = LABEL.matcher(all);
        int position = 1;
        while (position < all.length() - 1) {
            label.region(position, all.length() - 1);
            check(label.lookingAt(), line);
            String value =
                    label.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
            check(labels.put(label.group(1), value) == null, line);
            position = label.end();
            if (position < all.length() - 1) {
                check(all.charAt(position) == ',', line);
                position++;
            }
        }
        return new Sample(
                matcher.group(1), labels, Double.parseDouble(matcher.group(3).replace("Inf", "Infinity")));
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("not in the text format of Prometheus: " + what);
        }
    }
}
