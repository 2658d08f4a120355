// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps docs/conformance.md equal to the display names of the core's tests, where {@code 24.<section> <row>} says that
 * a test proves a scenario of the contract. Run with {@code -Dconformance.write=true} to write the file.
 */
class ConformanceTableTest {
    private static final Pattern NAME = Pattern.compile("@DisplayName\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern ID = Pattern.compile("24\\.([A-I]) (\\d+)");
    private static final Pattern OWNER = Pattern.compile("(?:void|class) (\\w+)");
    private static final String SECTIONS = "ABCDEFGHI";
    private static final List<Integer> LAST_ROWS = List.of(12, 32, 52, 62, 86, 105, 115, 123, 152);
    private static final List<String> TITLES = List.of(
            "References and configuration",
            "Authentication",
            "Retry, back-off, mirrors, throttle",
            "Redirects, warnings, streams",
            "Manifests, tags, ping",
            "Blobs",
            "Referrers",
            "Layout",
            "Copy, export, import, base, mod");

    private final TreeMap<Integer, SortedSet<String>> tests = new TreeMap<>();
    private final List<String> mistakes = new ArrayList<>();

    /** A line of the list of scenarios. */
    private record Row(int number, String rules, String text) {}

    @Test
    void everyScenarioHasATestAndTheTableIsUpToDate() throws IOException {
        List<Row> rows = rows();
        scanTests();
        assertThat(mistakes).as("ids of scenarios that do not exist").isEmpty();
        assertThat(rows.stream().map(Row::number).filter(n -> !tests.containsKey(n)))
                .as("scenarios without a test")
                .isEmpty();

        String table = table(rows);
        Path file = module().resolve("../docs/conformance.md").normalize();
        if (Boolean.getBoolean("conformance.write")) {
            Files.writeString(file, table);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("docs/conformance.md is out of date: run ConformanceTableTest with -Dconformance.write=true")
                .isEqualTo(table);
    }

    private static List<Row> rows() throws IOException {
        try (InputStream in = ConformanceTableTest.class.getResourceAsStream("conformance-rows.txt")) {
            assertThat(in).as("list of scenarios").isNotNull();
            List<Row> rows = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", 3))
                    .map(part -> new Row(Integer.parseInt(part[0]), part[1], part[2]))
                    .toList();
            assertThat(rows)
                    .extracting(Row::number)
                    .isEqualTo(IntStream.rangeClosed(1, LAST_ROWS.getLast())
                            .boxed()
                            .toList());
            return rows;
        }
    }

    private static Path module() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("src/test/java")) ? here : here.resolve("regclient-core");
    }

    private void scanTests() throws IOException {
        try (Stream<Path> files = Files.walk(module().resolve("src/test/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                scan(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
    }

    private void scan(String testClass, String source) {
        Matcher names = NAME.matcher(source);
        while (names.find()) {
            Matcher owner = OWNER.matcher(source);
            String test = owner.find(names.end()) ? testClass + "#" + owner.group(1) : testClass;
            Matcher ids = ID.matcher(names.group(1));
            while (ids.find()) {
                add(ids.group(), Integer.parseInt(ids.group(2)), ids.group(1), test);
            }
        }
    }

    private void add(String id, int row, String section, String test) {
        if (row < 1 || row > LAST_ROWS.getLast() || !section(row).equals(section)) {
            mistakes.add(id + " in " + test);
        } else {
            tests.computeIfAbsent(row, r -> new TreeSet<>()).add(test);
        }
    }

    private static int sectionIndex(int row) {
        return (int) LAST_ROWS.stream().filter(last -> last < row).count();
    }

    private static String section(int row) {
        return SECTIONS.substring(sectionIndex(row), sectionIndex(row) + 1);
    }

    private String table(List<Row> rows) {
        StringBuilder out = new StringBuilder("""
                # Conformance

                Which test of the core proves which black-box scenario of the [wire and disk contract](contract/core.md),
                section 24.
                `ConformanceTableTest` makes this file from the display names of the tests (`24.<section> <row>`) and
                fails when they differ or a scenario has no test; `-Dconformance.write=true` writes it.
                """);
        for (Row row : rows) {
            if (row.number() == 1 || sectionIndex(row.number()) != sectionIndex(row.number() - 1)) {
                out.append("\n## ")
                        .append(section(row.number()))
                        .append(". ")
                        .append(TITLES.get(sectionIndex(row.number())))
                        .append("\n\n| Row | Rules | Scenario | Tests |\n|---|---|---|---|\n");
            }
            out.append("| ")
                    .append(row.number())
                    .append(" | ")
                    .append(row.rules())
                    .append(" | ");
            out.append(row.text()).append(" | ").append(proofs(row.number())).append(" |\n");
        }
        return out.toString();
    }

    private String proofs(int row) {
        return "`" + String.join("`, `", tests.get(row)) + "`";
    }
}
