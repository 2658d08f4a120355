// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.Fault;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a copy prints (contract regctl 2.4, 10.1, regsync 14): one cause, one final line, each thing named once. */
class CopyMessagesTest {
    private static final Map<String, Fault> FAULTS = Map.of(
            "cut", new Fault.TruncateBody(5),
            "changed", new Fault.CorruptBody(),
            "dropped", new Fault.DropBeforeHeaders());

    @TempDir
    Path directory;

    private InProcessRegistry source;
    private InProcessRegistry target;
    private SampleImage image;

    @BeforeEach
    void start() {
        source = InProcessRegistry.start();
        target = InProcessRegistry.start();
        image = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");
        source.put("lib/src", image, "v1");
    }

    @AfterEach
    void stop() {
        source.close();
        target.close();
    }

    private CliResult copy(String... options) {
        return ProgramRunner.of(Regctl.PROGRAM, directory)
                .run(Stream.concat(
                                Stream.of(
                                        "--host",
                                        TestHosts.host(source),
                                        "--host",
                                        TestHosts.host(target),
                                        "image",
                                        "copy",
                                        from(),
                                        to()),
                                Stream.of(options))
                        .toArray(String[]::new));
    }

    private String from() {
        return source.host() + "/lib/src:v1";
    }

    private String to() {
        return target.host() + "/lib/tgt:v2";
    }

    private static List<String> log(CliResult result, String level) {
        return result.err()
                .lines()
                .filter(line -> line.startsWith("time=") && line.contains(" level=" + level + " "))
                .toList();
    }

    private static int count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }

    @Test
    @DisplayName("10.9: a target digest that the manifest does not have, of a registry, a layout and a dry run")
    void tellsAWrongTargetDigest() {
        String wrong = "sha256:" + "1".repeat(64);
        String cause = ": manifest digest mismatch, expected " + wrong + ", computed " + image.digest() + "\n";
        for (String place : List.of(target.host() + "/lib/tgt", "ocidir://layout")) {
            for (String dry : List.of("--dry-run=false", "--dry-run")) {
                CliResult result = ProgramRunner.of(Regctl.PROGRAM, directory)
                        .run(
                                "--host",
                                TestHosts.host(source),
                                "--host",
                                TestHosts.host(target),
                                "image",
                                "copy",
                                dry,
                                from(),
                                place + "@" + wrong);
                result.check().exits(1);
                assertThat(result.err()).contains("put manifest " + place).endsWith(cause);
            }
        }
    }

    @ParameterizedTest
    @DisplayName("a failed copy is one WARN at most and one line that names source, target and cause once")
    @CsvSource(
            delimiter = '|',
            value = {
                "source|GET|manifests/v1|401|copy failed, error getting source: request failed: empty challenge header [http 401]",
                "source|GET|manifests/v1|403|copy failed, error getting source: request failed: unauthorized [http 403]",
                "source|GET|manifests/v1|404|copy failed, error getting source: ",
                "source|GET|manifests/sha256|404|copy failed, error getting source: ",
                "source|GET|blobs/|401|: request failed: empty challenge header [http 401]",
                "source|GET|blobs/|404|: request failed: not found [http 404]",
                "source|GET|blobs/|429|request failed: rate limit exceeded [http 429]",
                "source|GET|blobs/|cut|: request failed: content ended after ",
                "source|GET|blobs/|changed|: content from ",
                "target|POST|uploads/|403|request failed: unauthorized [http 403]",
                "target|POST|uploads/|500|: unexpected http status code: Internal Server Error [http 500]",
                "target|PUT|manifests/sha256|403|request failed: unauthorized [http 403]",
                "target|PUT|manifests/v2|400|[http 400]",
                "target|HEAD|manifests/v2|403|failed to access target registry: request failed: unauthorized [http 403]",
                "target|HEAD|manifests/v2|dropped|failed to access target registry: request failed: connection to "
            })
    void tellsAFailureOnce(String side, String method, String path, String fault, String cause) {
        InProcessRegistry broken = side.equals("source") ? source : target;
        broken.faults()
                .on(
                        method,
                        path,
                        FAULTS.containsKey(fault) ? FAULTS.get(fault) : new Fault.Status(Integer.parseInt(fault)));

        CliResult result = copy();

        result.check().exits(1).out("");
        List<String> warnings = log(result, "WARN");
        assertThat(warnings.stream().filter(line -> !line.contains(" again\"")))
                .as(result.err())
                .hasSizeLessThanOrEqualTo(1);
        assertThat(count(result.err(), "damaged on its way"))
                .as(result.err())
                .isEqualTo(fault.equals("changed") ? count(result.err(), " again\"") : 0);
        List<String> rest =
                result.err().lines().filter(line -> !line.startsWith("time=")).toList();
        assertThat(rest).hasSize(1);
        String last = rest.getFirst();
        assertThat(last).startsWith("copy " + from() + " to " + to() + ": ").contains(cause);
        assertThat(List.of(count(last, from()), count(last, to()), count(last, "/lib/src") <= 3 ? 1 : 9))
                .as(last)
                .containsOnly(1);
        Matcher digests = Pattern.compile("sha256:[0-9a-f]{64}").matcher(last);
        List<String> named = digests.results().map(MatchResult::group).toList();
        if (!cause.contains("mismatch")) {
            assertThat(named).as(last).doesNotHaveDuplicates();
        }
    }

    @Test
    @DisplayName("MF-18: a registry that refuses HEAD is one line about disableHead, not one a request")
    void advisesDisableHead() {
        source.faults().on("HEAD", "manifests/", new Fault.Status(405));
        copy().check().succeeds();

        CliResult again = copy("-v", "info");

        again.check().succeeds();
        assertThat(log(again, "INFO"))
                .filteredOn(line -> line.contains("disableHead"))
                .singleElement()
                .asString()
                .contains(" registry=" + source.host() + " status=405");
    }

    @Test
    @DisplayName("a registry that nobody serves")
    void tellsWhatIsNotThere() {
        CliResult refused = ProgramRunner.of(Regctl.PROGRAM, directory)
                .run(
                        "--host",
                        TestHosts.host(source),
                        "--host",
                        "reg=127.0.0.1:1,tls=disabled",
                        "image",
                        "copy",
                        from(),
                        "127.0.0.1:1/a:b");
        refused.check()
                .exits(1)
                .errContains("copy " + from() + " to 127.0.0.1:1/a:b: failed to access target registry: "
                        + "request failed: connect to 127.0.0.1:1: connection refused");
        assertThat(log(refused, "WARN")).isEmpty();
    }

    @Test
    @DisplayName(
            "regsync 14: INFO lines of a copy, one for each config, layer and manifest that is copied, with their fields")
    void tellsWhatItCopies() {
        CliResult result = copy("-v", "info");

        result.check().succeeds();
        String fields = " source=" + source.host() + "/lib/src target=" + target.host() + "/lib/tgt ";
        List<String> lines = log(result, "INFO");
        assertThat(lines)
                .filteredOn(line -> line.contains("msg=\"Copy config\"" + fields + "digest=sha256:"))
                .hasSize(2);
        assertThat(lines)
                .filteredOn(line -> line.contains("msg=\"Copy layer\"" + fields + "layer=sha256:"))
                .isNotEmpty()
                .doesNotHaveDuplicates();
        assertThat(lines)
                .filteredOn(line -> line.contains("msg=\"Copy manifest\" source=" + source.host())
                        && line.contains(" target=" + target.host())
                        && line.contains(" digest=sha256:"))
                .hasSize(3)
                .anyMatch(line -> line.contains("source=" + from() + " target=" + to() + " digest=" + image.digest()));
    }
}
