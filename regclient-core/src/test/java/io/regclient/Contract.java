// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The specification in docs/contract as the places that can be cited: {@code AU-2}, {@code section 7}, {@code register
 * 15} and {@code 24.B 27} of the core, {@code 9.4} of regctl and regsync, {@code A3} of regbot.
 */
final class Contract {
    private static final Pattern RULE = Pattern.compile("^- \\*\\*([A-Z]+-\\d+)\\*\\* ");
    private static final Pattern HEADING = Pattern.compile("^#{2,3} ([A-Z]|[AB]?\\d+(?:\\.\\d+)*)[. ]");
    private static final Pattern PARAGRAPH = Pattern.compile("^\\*\\*(\\d+(?:\\.\\d+)+)\\*\\* ");
    private static final Pattern STEP = Pattern.compile("^(\\d+)\\. ");
    private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\| ([^|]*) \\| ([^|]*) \\|");

    private final Map<String, Set<String>> places = new LinkedHashMap<>();
    private final Map<Integer, String> scenarioRules = new LinkedHashMap<>();

    private Contract() {}

    static Contract read(Path directory) throws IOException {
        Contract contract = new Contract();
        for (String part : List.of("core", "regctl", "regsync", "regbot")) {
            contract.readPart(part, Files.readAllLines(directory.resolve(part + ".md")));
        }
        return contract;
    }

    /** The root of the sources; tests run in their module's directory. */
    static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("docs/contract"))
                ? here
                : here.resolve("..").normalize();
    }

    boolean has(String part, String place) {
        return places(part).contains(place);
    }

    Set<String> places(String part) {
        return places.getOrDefault(part, Set.of());
    }

    /** The rules each scenario of section 24 names, by the number of its row. */
    Map<Integer, String> scenarioRules() {
        return scenarioRules;
    }

    private void readPart(String part, List<String> lines) {
        Set<String> found = places.computeIfAbsent(part, p -> new TreeSet<>());
        boolean core = part.equals("core");
        String section = "";
        String group = "";
        for (String line : lines) {
            Matcher heading = HEADING.matcher(line);
            if (heading.lookingAt() && line.startsWith("### ") && core) {
                group = heading.group(1);
            } else if (heading.lookingAt()) {
                section = heading.group(1);
                found.add(core ? "section " + section : section);
            } else if (core) {
                readRule(line, section, group, found);
            } else {
                readParagraph(line, section, found);
            }
        }
    }

    private void readRule(String line, String section, String group, Set<String> found) {
        Matcher rule = RULE.matcher(line);
        Matcher row = ROW.matcher(line);
        if (rule.lookingAt()) {
            found.add(rule.group(1));
        } else if (row.lookingAt() && section.equals("21")) {
            found.add("register " + row.group(1));
        } else if (row.lookingAt() && section.equals("24")) {
            found.add("24." + group + " " + row.group(1));
            scenarioRules.put(Integer.valueOf(row.group(1)), row.group(2));
        }
    }

    /** regctl numbers its paragraphs, regsync the steps of a section. */
    private static void readParagraph(String line, String section, Set<String> found) {
        Matcher paragraph = PARAGRAPH.matcher(line);
        Matcher step = STEP.matcher(line);
        if (paragraph.lookingAt()) {
            found.add(paragraph.group(1));
        } else if (step.lookingAt()) {
            found.add(section + "." + step.group(1));
        }
    }
}
