// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static io.regclient.mod.ModFixture.bytes;
import static io.regclient.mod.ModFixture.descriptor;
import static io.regclient.mod.ModFixture.digest;
import static io.regclient.mod.ModFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.ImageConfig;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.model.Rfc3339;
import io.regclient.ref.Ref;
import io.regclient.testing.ImageFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Operations of phase C. */
class ConfigEditsTest extends ModSetup {
    private static final String ROOTFS = "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}";
    private static final String PLATFORM = "\"architecture\":\"amd64\",\"os\":\"linux\"";

    private static String manifest(String type, String config) {
        String family = type.equals(MediaType.DOCKER_CONFIG) ? MediaType.DOCKER_MANIFEST : MediaType.OCI_MANIFEST;
        return "{\"schemaVersion\":2,\"mediaType\":\"" + family + "\",\"config\":" + descriptor(type, config)
                + ",\"layers\":[]}";
    }

    private void put(String config) throws IOException {
        String manifest = manifest(MediaType.OCI_CONFIG, config);
        fixture.putRaw("app:v1", MediaType.OCI_MANIFEST, manifest, config);
    }

    /** Puts an image with one config, changes it, and compares config and manifest with what was written by hand. */
    private void golden(String before, String after, ImageEdit... edits) throws IOException {
        put(before);
        Ref result = fixture.modify("app:v1", edits);
        assertThat(new String(fixture.config(result).raw(), StandardCharsets.UTF_8))
                .isEqualTo(after);
        String expected = manifest(MediaType.OCI_CONFIG, after);
        assertThat(text(fixture.manifest(result))).isEqualTo(expected);
        assertThat(result.digest()).contains(digest(expected).toString());
    }

    private static String config(String container) {
        return "{" + PLATFORM + ",\"config\":{" + container + "}," + ROOTFS + "}";
    }

    private static String withHistory(String... createdBy) {
        StringBuilder history = new StringBuilder();
        for (String each : createdBy) {
            String flag = each.contains("ARG ") ? ",\"empty_layer\":true" : "";
            history.append(history.isEmpty() ? "" : ",").append("{\"created_by\":\"" + each + "\"" + flag + "}");
        }
        return "{" + PLATFORM + "," + ROOTFS + ",\"history\":[" + history + "]}";
    }

    @Test
    @DisplayName("MO-15, MO-8, JS-3: golden digest of a docker-built config with a new label, unknown fields vanish")
    void labelsADockerImage() throws IOException {
        String before = "{\"architecture\":\"amd64\",\"config\":{\"Hostname\":\"\",\"Cmd\":[\"sh\"],\"Labels\":null},"
                + "\"container_config\":{\"Cmd\":[]},\"created\":\"2026-01-02T03:04:05.600700000Z\","
                + "\"docker_version\":\"20.10\",\"os\":\"linux\"," + ROOTFS + "}";
        fixture.putRaw("docker:v1", MediaType.DOCKER_MANIFEST, manifest(MediaType.DOCKER_CONFIG, before), before);

        Ref result = fixture.modify("docker:v1", ConfigEdits.label("b", "<2>"), ConfigEdits.label("a", "1"));

        String after = "{\"created\":\"2026-01-02T03:04:05.6007Z\"," + PLATFORM
                + ",\"config\":{\"Cmd\":[\"sh\"],\"Labels\":{\"a\":\"1\",\"b\":\"\\u003c2\\u003e\"}}," + ROOTFS + "}";
        String expected = manifest(MediaType.DOCKER_CONFIG, after);
        assertThat(fixture.blob(result, fixture.manifest(result).config().orElseThrow()))
                .isEqualTo(bytes(after));
        assertThat(text(fixture.manifest(result))).isEqualTo(expected);
        assertThat(result.digest()).contains(digest(expected).toString());
    }

    @Test
    @DisplayName("configAuthor, configCmd, configEntrypoint, configUser, configWorkdir: golden bytes")
    void replacesValues() throws IOException {
        golden(
                config("\"User\":\"root\",\"Entrypoint\":[\"x\"],\"Cmd\":[\"y\"],\"WorkingDir\":\"/\""),
                "{\"author\":\"me\"," + PLATFORM + ",\"config\":{\"User\":\"1000\",\"Cmd\":[\"/bin/sh\",\"-c\",\"a\"],"
                        + "\"WorkingDir\":\"/work\"}," + ROOTFS + "}",
                ConfigEdits.author("me"),
                ConfigEdits.command(List.of("/bin/sh", "-c", "a")),
                ConfigEdits.entrypoint(List.of()),
                ConfigEdits.user("1000"),
                ConfigEdits.workingDirectory("[linux/amd64]/work"),
                ConfigEdits.user("[linux/arm64]2000"));
    }

    @Test
    @DisplayName("env: set in place, new at the end, empty removes")
    void setsVariables() throws IOException {
        golden(
                config("\"Env\":[\"A=1\",\"B=2\",\"AB=3\"]"),
                config("\"Env\":[\"A=9\",\"AB=3\",\"N=x=y\"]"),
                ConfigEdits.env("A", "9"),
                ConfigEdits.env("B", ""),
                ConfigEdits.env("N", "x=y"));
    }

    @Test
    @DisplayName("label: set, replaced, removed; a config without any setting left has no config object")
    void setsLabels() throws IOException {
        golden(
                config("\"Labels\":{\"a\":\"1\",\"b\":\"2\"}"),
                "{" + PLATFORM + "," + ROOTFS + "}",
                ConfigEdits.label("a", ""),
                ConfigEdits.label("b", "3"),
                ConfigEdits.label("b", ""));
    }

    @Test
    @DisplayName("exposeAdd, exposeRm, volumeAdd, volumeRm: keys with empty objects, sorted")
    void changesSets() throws IOException {
        golden(
                config("\"ExposedPorts\":{\"80/tcp\":{}},\"Volumes\":{\"/a\":{}}"),
                config("\"ExposedPorts\":{\"22/tcp\":{},\"443/tcp\":{}},\"Volumes\":{\"/b\":{}}"),
                ConfigEdits.exposeAdd("443/tcp"),
                ConfigEdits.exposeAdd("22/tcp"),
                ConfigEdits.exposeRm("80/tcp"),
                ConfigEdits.volumeAdd("/b"),
                ConfigEdits.volumeRm("/a"),
                ConfigEdits.volumeRm("/absent"));
    }

    @Test
    @DisplayName("configPlatform: the fields of the config change, the entry of the index does not")
    void changesThePlatform() throws IOException {
        fixture.put("multi:v1", ImageFixture.multiPlatform("linux/amd64"));

        Ref result = fixture.modify(
                "multi:v1",
                ConfigEdits.platform(Platform.of("windows", "arm64", "v8").withOsVersion("10.0.1")));

        ImageConfig config = fixture.config(result, fixture.child(result, 0));
        assertThat(config.platform().os()).isEqualTo("windows");
        assertThat(config.platform().architecture()).isEqualTo("arm64");
        assertThat(config.platform().variant()).isEqualTo("v8");
        assertThat(config.platform().osVersion()).isEqualTo("10.0.1");
        assertThat(fixture.manifest(result).manifests().getFirst().platform())
                .contains(Platform.of("linux", "amd64", ""));
    }

    @Test
    @DisplayName("MO-13: a platform prefix limits env, label, user and workdir to matching configs of an index")
    void limitsToPlatforms() throws IOException {
        fixture.put("multi:v1", ImageFixture.multiPlatform("linux/amd64", "linux/arm/v7"));

        Ref result = fixture.modify(
                "multi:v1",
                ConfigEdits.env("[linux/arm/v7]E", "1"),
                ConfigEdits.label("[linux/amd64,linux/386]l", "1"),
                ConfigEdits.user("[]all"));

        ImageConfig amd = fixture.config(result, fixture.child(result, 0));
        ImageConfig arm = fixture.config(result, fixture.child(result, 1));
        assertThat(amd.config().env()).isEmpty();
        assertThat(arm.config().env()).containsExactly("E=1");
        assertThat(amd.config().labels()).containsOnlyKeys("l");
        assertThat(arm.config().labels()).isEmpty();
        assertThat(List.of(amd.config().user(), arm.config().user())).containsOnly("all");
    }

    @Test
    @DisplayName("buildArgRm: the ARG row goes, RUN rows lose the value and count one less")
    void removesBuildArguments() throws IOException {
        golden(
                withHistory(
                        "ARG secret=a.b",
                        "ARG other=1",
                        "RUN |2 secret=a.b other=1 /bin/sh -c x",
                        "RUN |1 secret=a.b /bin/sh -c y",
                        "RUN |1 secret=axb /bin/sh -c z",
                        "RUN /bin/sh -c secret=a.b"),
                withHistory(
                        "ARG other=1",
                        "RUN |1 other=1 /bin/sh -c x",
                        "RUN /bin/sh -c y",
                        "RUN |1 secret=axb /bin/sh -c z",
                        "RUN /bin/sh -c secret=a.b"),
                ConfigEdits.buildArgRm("secret", "a.b"));
    }

    @Test
    @DisplayName("buildArgRm: the value may be a regular expression, RE2 without backtracking (OK-13)")
    void removesBuildArgumentsByRegex() throws IOException {
        String hostile = "RUN |1 a=" + "x".repeat(5000) + "! /bin/sh";
        golden(
                withHistory("ARG a", "RUN |2 b=1 a=xyz /bin/sh -c x", hostile),
                withHistory("RUN |1 b=1 /bin/sh -c x", hostile),
                ConfigEdits.buildArgRmRegex("a", "(x+)+[a-z]*"));

        RegistryException e = ModFixture.failure(() -> ConfigEdits.buildArgRmRegex("a", "(?=x)"));
        assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
        assertThat(e).hasMessage("invalid regular expression: invalid or unsupported Perl syntax");
    }

    @Test
    @DisplayName("buildArgRm: the argument is meant, not what the command says, and a value ends with its words")
    void removesTheArgumentAndNothingElse() throws IOException {
        golden(
                withHistory(
                        "RUN |1 token=secret /bin/sh -c a token=secret",
                        "RUN |2 other=secret token=secret /bin/sh -c make",
                        "RUN |1 token=my secret /bin/sh -c x"),
                withHistory(
                        "RUN /bin/sh -c a token=secret",
                        "RUN |1 other=secret /bin/sh -c make",
                        "RUN secret /bin/sh -c x"),
                ConfigEdits.buildArgRmRegex("token", ".*"));
        golden(
                withHistory("RUN |2 token=my secret b=1 /bin/sh -c x"),
                withHistory("RUN |1 b=1 /bin/sh -c x"),
                ConfigEdits.buildArgRm("token", "my secret"));
    }

    @Test
    @DisplayName("buildArgRm: rows of builders before BuildKit lose it too")
    void removesBuildArgumentsOfOlderBuilders() throws IOException {
        golden(
                withHistory("/bin/sh -c #(nop)  ARG token=secret", "|1 token=secret /bin/sh -c legacy"),
                withHistory("/bin/sh -c legacy"),
                ConfigEdits.buildArgRm("token", "secret"));
    }

    @Test
    @DisplayName("configTimestamp: created and history; entries without a time stay without one")
    void setsTimes() throws IOException {
        String history = "\"history\":[{\"created\":\"%s\",\"created_by\":\"a\"},{\"created_by\":\"b\"}]";
        golden(
                "{\"created\":\"2026-02-01T00:00:00Z\"," + PLATFORM + "," + ROOTFS + ","
                        + history.formatted("2026-01-01T00:00:00+02:00") + "}",
                "{\"created\":\"2020-01-01T00:00:00Z\"," + PLATFORM + "," + ROOTFS + ","
                        + history.formatted("2020-01-01T00:00:00Z") + "}",
                ConfigEdits.timestamp(TimeChange.to(Rfc3339.parse("2020-01-01T00:00:00Z"))));
    }

    @Test
    @DisplayName("MO-12: only times later than after are replaced, history of base layers stays")
    void setsLaterTimes() throws IOException {
        fixture.put(
                "app:v1",
                ImageFixture.image()
                        .created(Instant.parse("2026-01-01T00:00:00Z"))
                        .layer("a", "1")
                        .layer("b", "2")
                        .build());
        TimeChange later =
                TimeChange.to(Rfc3339.parse("2021-01-01T00:00:00Z")).withAfter(Rfc3339.parse("2026-01-01T00:00:00Z"));
        TimeChange all = TimeChange.to(Rfc3339.parse("2021-01-01T00:00:00Z")).withBaseLayers(1);

        fixture.modify("app:v1", ConfigEdits.timestamp(later));
        assertThat(fixture.writes()).isEmpty();

        ImageConfig config = fixture.config(fixture.modify("app:v1", ConfigEdits.timestamp(all)));
        assertThat(config.created()).contains(Rfc3339.parse("2021-01-01T00:00:00Z"));
        assertThat(yearsOfHistory(config)).containsExactly(2026, 2021);
    }

    private static List<Integer> yearsOfHistory(ImageConfig config) {
        return config.history().stream()
                .map(entry -> entry.created().orElseThrow().getYear())
                .toList();
    }

    @Test
    @DisplayName("MO-12: history that the base image has keeps its times")
    void keepsTimesOfTheBase() throws IOException {
        fixture.put("base:1", ImageFixture.image().layer("a", "1").build());
        fixture.put(
                "app:v1", ImageFixture.image().layer("a", "1").layer("b", "2").build());
        TimeChange change = TimeChange.to(Rfc3339.parse("2021-01-01T00:00:00Z")).withBaseRef(fixture.ref("base:1"));

        ImageConfig config = fixture.config(fixture.modify("app:v1", ConfigEdits.timestamp(change)));

        assertThat(yearsOfHistory(config)).containsExactly(2026, 2021);
    }

    @Test
    @DisplayName("24.I 148, MO-12: the time of a label: absent, no time, conflicting, or used")
    void takesTheTimeOfALabel() throws IOException {
        fixture.put("absent:v1", ImageFixture.image().layer("a", "1").build());
        fixture.put(
                "wrong:v1",
                ImageFixture.image().layer("a", "1").label("t", "today").build());
        fixture.put(
                "conflict:v1",
                ImageFixture.index(
                                ImageFixture.image("linux/amd64")
                                        .label("t", "2020-01-01T00:00:00Z")
                                        .build(),
                                ImageFixture.image("linux/arm64")
                                        .label("t", "2021-01-01T00:00:00Z")
                                        .build())
                        .build());
        fixture.put(
                "fine:v1",
                ImageFixture.image().label("t", "2020-01-01T00:00:00Z").build());
        ImageEdit edit = ConfigEdits.timestamp(TimeChange.fromLabel("t"));

        assertThat(fixture.failure("absent:v1", edit)).hasMessageContaining("t").hasMessageContaining("/absent:v1");
        assertThat(fixture.failure("wrong:v1", edit).kind()).isEqualTo(ErrorKind.PARSING_FAILED);
        assertThat(fixture.failure("conflict:v1", edit)).hasMessageContaining("conflict");
        assertThat(fixture.writes()).isEmpty();
        assertThat(fixture.config(fixture.modify("fine:v1", edit)).created())
                .contains(Rfc3339.parse("2020-01-01T00:00:00Z"));
    }

    @Test
    @DisplayName("MO-8: an artifact has no image config, config edits leave it alone")
    void leavesArtifacts() throws IOException {
        fixture.put(
                "art:v1",
                ImageFixture.artifact("application/x").blob("text/plain", "1").build());

        fixture.modify("art:v1", ConfigEdits.label("a", "1"), ConfigEdits.author("me"));

        assertThat(fixture.writes()).isEmpty();
        assertThat(fixture.count("*", "/blobs/")).isZero();
    }
}
