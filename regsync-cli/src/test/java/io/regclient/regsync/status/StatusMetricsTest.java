// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.json.Json;
import io.regclient.kit.yaml.Yaml;
import io.regclient.regsync.status.PrometheusText.Family;
import io.regclient.regsync.status.PrometheusText.Sample;
import io.regclient.testing.ExampleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/server.md: the metrics, and the examples that read them. */
class StatusMetricsTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(regsync_\\w+)` \\| (\\w+) \\|(.*?)\\| ");
    private static final Pattern SELECTED = Pattern.compile("[{,]([a-z_]+) *=[=~]*\\\\?\"");
    private static final Pattern SHOWN = Pattern.compile("\\$labels\\.([a-z_]+)");
    private static final Pattern GROUPED = Pattern.compile("\\bby \\(([a-z_, ]+)\\)");
    private static final Pattern NAME = Pattern.compile("\\b(?:regsync|jvm|process)_\\w+");

    private final StatusMetrics metrics = new StatusMetrics();

    private static List<Sample> samples(Map<String, Family> families, String name) {
        return Optional.ofNullable(families.get(name)).map(Family::samples).orElse(List.of());
    }

    private Map<String, Family> of(List<String> texts) throws IOException {
        StatusMetrics.Exposition text = metrics.of(StatusFixture.with(texts), "");
        assertThat(text.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        return PrometheusText.parse(text.text());
    }

    @Test
    @DisplayName(
            "they are in the text format, whatever is in names and messages, and each text is one value of a label")
    void keepsTexts() throws Exception {
        Map<String, Family> families = of(StatusFixture.HOSTILE);
        Set<String> sources = new TreeSet<>();
        for (Sample sample : samples(families, "regsync_entry_failed")) {
            sources.add(sample.labels().get("source"));
        }
        assertThat(sources).isEqualTo(new TreeSet<>(StatusFixture.HOSTILE));
    }

    @Test
    @DisplayName(
            "names follow the conventions of Prometheus: prefix, base units, _total for counters and for them alone")
    void namesAndUnits() throws Exception {
        for (Family family : of(List.of("a")).values()) {
            String name = family.name();
            assertThat(name.endsWith("_total")).as(name).isEqualTo(family.type().equals("counter"));
            if (name.startsWith("regsync_")) {
                assertThat(name).matches("regsync_[a-z_]+").doesNotContain("millis", "minutes", "kilo", "mega");
                if (name.contains("_duration") || name.contains("_timestamp") || name.contains("_lag")) {
                    assertThat(name).endsWith("_seconds");
                }
                assertThat(family.samples().getFirst().labels().keySet())
                        .isSubsetOf("entry", "source", "host", "status", "outcome", "version");
            } else {
                assertThat(name).matches("(jvm|process)_.*");
            }
        }
    }

    @Test
    @DisplayName("values are those of the status")
    void values() throws Exception {
        Map<String, Family> families = of(List.of("a"));
        assertThat(samples(families, "regsync_entry_copied_bytes_total")
                        .getFirst()
                        .value())
                .isEqualTo(8_000_000);
        assertThat(samples(families, "regsync_entry_run_duration_seconds"))
                .contains(
                        new Sample(
                                "regsync_entry_run_duration_seconds_count", Map.of("entry", "0 a", "source", "a"), 4),
                        new Sample(
                                "regsync_entry_run_duration_seconds_sum", Map.of("entry", "0 a", "source", "a"), 9.5));
        assertThat(samples(families, "regsync_host_requests_total"))
                .contains(new Sample("regsync_host_requests_total", Map.of("host", "a", "status", "429"), 2));
        assertThat(samples(families, "regsync_entry_last_success_timestamp_seconds")
                        .getFirst()
                        .value())
                .isEqualTo(1_795_262_310.25);
    }

    @Test
    @DisplayName("there are as many series as entries and hosts, and none of those that were before")
    void isBounded() throws Exception {
        long small = series(of(List.of("a", "b")));
        for (int i = 0; i < 20; i++) {
            assertThat(series(of(List.of("a" + i, "b" + i)))).isEqualTo(small);
        }
    }

    private static long series(Map<String, Family> families) {
        return families.values().stream()
                .filter(family -> family.name().startsWith("regsync_"))
                .mapToLong(family -> family.samples().size())
                .sum();
    }

    @Test
    @DisplayName("who asks for OpenMetrics gets that")
    void openMetrics() throws Exception {
        StatusMetrics.Exposition text = metrics.of(
                StatusFixture.with(List.of("a")), "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        assertThat(text.contentType()).startsWith("application/openmetrics-text");
        assertThat(text.text()).endsWith("# EOF\n").contains("# UNIT regsync_entry_lag_seconds seconds\n");
    }

    @Test
    @DisplayName("the table of docs/server.md has all of them, with their types and labels, and no other")
    void isDocumented() throws Exception {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = ROW.matcher(
                Files.readString(ExampleFiles.directory().resolveSibling("docs").resolve("server.md")));
        while (row.find()) {
            documented.put(
                    row.group(1),
                    row.group(2) + " "
                            + new TreeSet<>(
                                    List.of(row.group(3).replaceAll("[` ]", "").split(","))));
        }
        Map<String, String> real = new TreeMap<>();
        of(List.of("a")).values().stream()
                .filter(family -> family.name().startsWith("regsync_"))
                .forEach(family -> {
                    Set<String> labels = family.samples().getFirst().labels().keySet();
                    real.put(family.name(), family.type() + " " + (labels.isEmpty() ? "[]" : new TreeSet<>(labels)));
                });
        assertThat(documented).isEqualTo(real);
    }

    @Test
    @DisplayName("examples/prometheus and examples/grafana ask for no metric and no label that does not exist")
    void examplesExist() throws Exception {
        Map<String, Family> families = of(List.of("a"));
        Set<String> names = new TreeSet<>();
        Set<String> labels = new TreeSet<>(List.of("job", "instance"));
        for (Family family : families.values()) {
            family.samples().forEach(sample -> {
                names.add(sample.name());
                labels.addAll(sample.labels().keySet());
            });
        }
        for (String file : List.of("prometheus/alerts.yml", "grafana/regsync.json")) {
            Set<String> asked = new TreeSet<>();
            Matcher name = NAME.matcher(Files.readString(example(file)));
            while (name.find()) {
                asked.add(name.group());
            }
            assertThat(asked).as(file).hasSizeGreaterThan(5).isSubsetOf(names);
            assertThat(labelsOf(Files.readString(example(file))))
                    .as(file)
                    .hasSizeGreaterThan(3)
                    .isSubsetOf(labels);
        }
    }

    /** In selectors, groupings and texts. */
    private static Set<String> labelsOf(String file) {
        Set<String> asked = new TreeSet<>();
        for (Pattern each : List.of(SELECTED, SHOWN)) {
            Matcher label = each.matcher(file);
            while (label.find()) {
                asked.add(label.group(1));
            }
        }
        Matcher group = GROUPED.matcher(file);
        while (group.find()) {
            asked.addAll(List.of(group.group(1).split(", *")));
        }
        return asked;
    }

    @Test
    @DisplayName("the examples are YAML and JSON, and every alert says what it is about")
    void examplesAreWhole() throws Exception {
        String rules = Files.readString(example("prometheus/alerts.yml"));
        assertThat(Yaml.parse(rules, "alerts.yml")).isNotNull();
        assertThat(count(rules, "- alert: "))
                .isEqualTo(count(rules, "summary: "))
                .isEqualTo(count(rules, "severity: "));
        assertThat(Json.parseObject(Files.readAllBytes(example("grafana/regsync.json")), "dashboard"))
                .isNotNull();
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    private static Path example(String file) {
        return ExampleFiles.directory().resolve(file);
    }
}
