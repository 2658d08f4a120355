// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds the place of every rule that a source, a test or a page cites in docs/contract. */
class ContractCitationTest {
    private static final String PLACE = "(?:[AB]\\d{1,2}|\\d{1,2}(?:\\.\\d{1,2}){0,2})\\b";
    private static final String MORE = "(?:(?:, | and | to )%s)*";
    private static final Pattern RULE = Pattern.compile("\\b([A-Z]{1,3})-\\d+\\b");
    private static final Pattern SCENARIO = Pattern.compile("\\b24\\.[A-Z] \\d+");
    private static final Pattern REGISTER = Pattern.compile("(?<=\\bregister )\\d+\\b");
    private static final Pattern SECTIONS =
            Pattern.compile("(?<=[Cc]ontract |\")sections? (\\d+" + MORE.formatted("\\d+\\b") + ")");
    private static final Pattern PROGRAM =
            Pattern.compile("\\b(regctl|regsync|regbot),? (" + PLACE + MORE.formatted(PLACE) + ")");
    /** A display name may leave the program out where the class names it. */
    private static final Pattern BARE =
            Pattern.compile("@DisplayName\\(\\s*\"(" + PLACE + MORE.formatted(PLACE) + ")(?=[:,])");

    private static final Pattern OWN_SECTIONS =
            Pattern.compile("(?:\\]\\((\\w+)\\.md\\) )?\\b[Ss]ections? (" + PLACE + MORE.formatted(PLACE) + ")");
    private static final Pattern TEXT = Pattern.compile("\\.(?:java|md|txt|ya?ml|sh|lua|properties)$");
    private static final Pattern NUMBER = Pattern.compile(PLACE);
    private static final Set<String> NO_RULES = Set.of("GMT", "JDK", "P", "PT", "SHA", "UTF");
    private static final String LINE_ENDS = "\\n\\s*(?:(?:\\*|//|#) )?";

    private final Contract contract;

    ContractCitationTest() throws IOException {
        contract = Contract.read(Contract.repository().resolve("docs/contract"));
    }

    /** A place of one of the four parts that some text names. */
    private record Citation(String part, String place) {}

    @Test
    void everyCitedRuleExists() throws IOException {
        Map<String, List<Citation>> wrong = new TreeMap<>();
        int cited = 0;
        for (Path file : texts()) {
            String text = Files.readString(file);
            List<Citation> citations = new ArrayList<>(citations(text));
            cited += citations.size();
            if (Contract.repository().relativize(file).startsWith("docs/contract")) {
                citations.addAll(crossReferences(file, text));
            }
            List<Citation> unknown = citations.stream().filter(this::isUnknown).toList();
            if (!unknown.isEmpty()) {
                wrong.put(Contract.repository().relativize(file).toString(), unknown);
            }
        }
        assertThat(wrong).as("citations without a place in docs/contract").isEmpty();
        assertThat(cited).as("citations found").isGreaterThan(2000);
    }

    @Test
    @DisplayName("the scenarios of docs/conformance.md name the rules that section 24 names")
    void scenariosNameTheirRules() throws IOException {
        String table = Files.readString(Contract.repository().resolve("docs/conformance.md"));
        Map<Integer, String> rules = new TreeMap<>();
        Pattern.compile("^\\| (\\d+) \\| ([^|]*) \\|", Pattern.MULTILINE)
                .matcher(table)
                .results()
                .forEach(row -> rules.put(Integer.valueOf(row.group(1)), row.group(2)));
        assertThat(rules).isEqualTo(new TreeMap<>(contract.scenarioRules()));
    }

    @Test
    @DisplayName("rules are numbered without gaps: none was dropped")
    void rulesHaveNoGaps() {
        Map<String, SortedSet<Integer>> families = new TreeMap<>();
        contract.places("core").stream()
                .filter(place -> RULE.matcher(place).matches())
                .map(place -> place.split("-"))
                .forEach(id ->
                        families.computeIfAbsent(id[0], f -> new TreeSet<>()).add(Integer.valueOf(id[1])));
        assertThat(families)
                .hasSize(35)
                .allSatisfy((family, numbers) -> assertThat(numbers).as(family).hasSize(numbers.last()));
        assertThat(contract.scenarioRules()).hasSize(152);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    (contract AU-2, RB-99)                       | core RB-99
                    (contract XY-1)                              | core XY-1
                    upgrade (UTF-8) contract sections 4 and 77   | core section 77
                    // contract regctl 9.4, 9.44.1               | regctl 9.44.1
                    Contract regsync 2 to 55: the file           | regsync 55
                    (contract regsync 12.3, 9.13)                | regsync 9.13
                    regbot A3, B5 and B77                        | regbot B77
                    "24.E 84, 24.E 5, register 19"               | core 24.E 5
                    @DisplayName("register 99, RF-8: lost")      | core register 99
                    @DisplayName("7.9: a template")              | regctl 7.9
                    @DisplayName("A3, A99: a script")            | regbot A99
                    """)
    void reportsWrongCitations(String text, String expected) {
        assertThat(citations(text).stream().filter(this::isUnknown))
                .extracting(citation -> citation.part() + " " + citation.place())
                .containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(contract AU-2, RB-3 to RB-5; regctl 2.6)",
                "(contract\n     * sections 4,\n     * 7 and 8)",
                "contract regctl\n * 9.11.2, 13.4; regsync 9.4, 3.2",
                "@DisplayName(\"24.E 84, register 19, TG-8: restored\")",
                "UTF-8, SHA-256, RFC 9110 section 11.2"
            })
    void acceptsRightCitations(String text) {
        assertThat(citations(text)).filteredOn(this::isUnknown).isEmpty();
    }

    private boolean isUnknown(Citation citation) {
        return !contract.has(citation.part(), citation.place());
    }

    private static List<Citation> citations(String lines) {
        String text = lines.replaceAll(LINE_ENDS, " ");
        List<Citation> found = new ArrayList<>();
        RULE.matcher(text)
                .results()
                .filter(id -> !NO_RULES.contains(id.group(1)))
                .forEach(id -> found.add(new Citation("core", id.group())));
        SCENARIO.matcher(text).results().forEach(id -> found.add(new Citation("core", id.group())));
        REGISTER.matcher(text).results().forEach(id -> found.add(new Citation("core", "register " + id.group())));
        addAll(found, SECTIONS.matcher(text), list -> "core", "section ");
        addAll(found, PROGRAM.matcher(text), list -> list.group(1), "");
        addAll(found, BARE.matcher(text), ContractCitationTest::programOf, "");
        return found;
    }

    private static void addAll(
            List<Citation> found, Matcher lists, Function<MatchResult, String> part, String placePrefix) {
        lists.results()
                .forEach(list -> NUMBER.matcher(list.group(list.groupCount()))
                        .results()
                        .forEach(number -> found.add(new Citation(part.apply(list), placePrefix + number.group()))));
    }

    private static String programOf(MatchResult bare) {
        return Character.isDigit(bare.group(1).charAt(0)) ? "regctl" : "regbot";
    }

    /** The parts of the contract refer to their own sections, and by a link to those of another part. */
    private static List<Citation> crossReferences(Path file, String text) {
        String part = file.getFileName().toString().replace(".md", "");
        List<Citation> found = new ArrayList<>();
        addAll(
                found,
                OWN_SECTIONS.matcher(text),
                list -> list.group(1) == null ? part : list.group(1),
                part.equals("core") ? "section " : "");
        return found;
    }

    /** Sources, tests and pages; not this test, which cites what does not exist. */
    private static List<Path> texts() throws IOException {
        Path root = Contract.repository();
        List<Path> found = new ArrayList<>(List.of(root.resolve("README.md"), root.resolve("CHANGELOG.md")));
        try (Stream<Path> modules = Files.list(root)) {
            for (Path directory : Stream.concat(
                            modules.map(module -> module.resolve("src")),
                            Stream.of("docs", "examples", ".mvn").map(root::resolve))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(directory)) {
                    files.filter(file ->
                                    TEXT.matcher(file.toString()).find() && !file.endsWith("ContractCitationTest.java"))
                            .forEach(found::add);
                }
            }
        }
        return found;
    }
}
