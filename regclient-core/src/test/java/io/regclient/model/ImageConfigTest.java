// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("JS-3: image configs")
class ImageConfigTest {
    private static final String DIGEST = "sha256:" + "0".repeat(64);
    private static final String KNOWN = """
            {"created":"2021-01-02T03:04:05.1234+02:00","author":"me","architecture":"arm","os":"linux",\
            "os.version":"1","os.features":["f"],"variant":"v7","features":["g"],\
            "config":{"User":"u","ExposedPorts":{"443/tcp":{},"80/tcp":{}},"Env":["A=b"],"Entrypoint":["/e"],\
            "Cmd":["c"],"Volumes":{"/v":{}},"WorkingDir":"/w","Labels":{"a":"1","b":"2"},"StopSignal":"TERM",\
            "StopTimeout":0,"ArgsEscaped":true,"Healthcheck":{"Test":["NONE"],"Interval":1000000000,"Timeout":2,\
            "StartPeriod":3,"Retries":4},"OnBuild":["RUN x"],"Shell":["sh"]},\
            "rootfs":{"type":"layers","diff_ids":["%s"]},\
            "history":[{"created":"2021-01-01T00:00:00Z","created_by":"RUN a \\u0026\\u0026 b","author":"x",\
            "comment":"y","empty_layer":true},{}]}""".formatted(DIGEST);

    private static ImageConfig parse(String text) throws RegistryException {
        return ImageConfig.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ImageConfig config) {
        return new String(config.raw(), StandardCharsets.UTF_8);
    }

    @Test
    void readsEveryField() throws RegistryException {
        ImageConfig c = parse(KNOWN);
        assertThat(c.created()).contains(OffsetDateTime.parse("2021-01-02T03:04:05.1234+02:00"));
        assertThat(c.author()).isEqualTo("me");
        assertThat(c.platform()).isEqualTo(new Platform("linux", "arm", "v7", "1", List.of("f"), List.of("g")));
        ContainerConfig k = c.config();
        assertThat(k.user()).isEqualTo("u");
        assertThat(k.exposedPorts()).containsExactly("443/tcp", "80/tcp");
        assertThat(k.env()).containsExactly("A=b");
        assertThat(k.entrypoint()).containsExactly("/e");
        assertThat(k.cmd()).containsExactly("c");
        assertThat(k.volumes()).containsExactly("/v");
        assertThat(k.workingDir()).isEqualTo("/w");
        assertThat(k.labels()).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
        assertThat(k.stopSignal()).isEqualTo("TERM");
        assertThat(k.stopTimeout()).hasValue(0);
        assertThat(k.argsEscaped()).isTrue();
        assertThat(k.healthcheck())
                .contains(new Healthcheck(
                        List.of("NONE"), Duration.ofSeconds(1), Duration.ofNanos(2), Duration.ofNanos(3), 4));
        assertThat(k.onBuild()).containsExactly("RUN x");
        assertThat(k.shell()).containsExactly("sh");
        assertThat(c.rootFs().type()).isEqualTo("layers");
        assertThat(c.rootFs().diffIds()).containsExactly(Digest.parse(DIGEST));
        assertThat(c.history().getFirst())
                .isEqualTo(new HistoryEntry(
                        Optional.of(OffsetDateTime.parse("2021-01-01T00:00:00Z")), "RUN a && b", "x", "y", true));
        assertThat(c.history()).hasSize(2);
    }

    @Test
    @DisplayName("JS-1, JS-3: golden bytes: known fields are written in this order")
    void writesTheSameBytesForKnownFields() throws RegistryException {
        ImageConfig read = parse(KNOWN);
        assertThat(text(read.withAuthor("me"))).isEqualTo(KNOWN);
        assertThat(read.withAuthor("me")).isEqualTo(read).hasSameHashCodeAs(read);
    }

    @Test
    @DisplayName("JS-3: unknown fields vanish on rewrite, and only then")
    void rewriteDropsUnknownFields() throws RegistryException {
        String docker =
                "{\"docker_version\":\"20\",\"container_config\":{},\"os\":\"linux\",\"config\":{\"Image\":\"x\"},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]},\"architecture\":\"amd64\"}";
        ImageConfig read = parse(docker);
        assertThat(text(read)).isEqualTo(docker);
        ContainerConfig labelled =
                read.config().toBuilder().labels(Map.of("l", "<1>")).build();
        assertThat(text(read.withConfig(labelled)))
                .isEqualTo("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":"
                        + "{\"Labels\":{\"l\":\"\\u003c1\\u003e\"}},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}");
        assertThat(text(read.withAuthor("")))
                .isEqualTo("{\"architecture\":\"amd64\",\"os\":\"linux\","
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}");
    }

    @Test
    void changesOneFieldAndKeepsTheOthers() throws RegistryException {
        ImageConfig c = parse(KNOWN);
        ContainerConfig changed = c.config().toBuilder()
                .user("v")
                .exposedPorts(Set.of("1/udp"))
                .env(List.of("X=y"))
                .entrypoint(List.of())
                .cmd(List.of("d"))
                .volumes(Set.of())
                .workingDir("/")
                .build();
        assertThat(changed.user()).isEqualTo("v");
        assertThat(changed.labels()).isEqualTo(c.config().labels());
        assertThat(changed.healthcheck()).isEqualTo(c.config().healthcheck());
        assertThat(changed.shell()).isEqualTo(c.config().shell());
        ImageConfig all = c.withConfig(changed)
                .withPlatform(Platform.of("linux", "amd64", ""))
                .withCreated(Optional.empty())
                .withRootFs(ImageConfig.RootFs.ofLayers(List.of()))
                .withHistory(List.of(
                        c.history().getFirst().withCreated(Optional.empty()).withCreatedBy("z")));
        assertThat(text(all))
                .startsWith(
                        "{\"author\":\"me\",\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"User\":\"v\",")
                .contains("\"ExposedPorts\":{\"1/udp\":{}},\"Env\":[\"X=y\"],\"Cmd\":[\"d\"],\"WorkingDir\":\"/\",")
                .endsWith("\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]},\"history\":[{\"created_by\":\"z\","
                        + "\"author\":\"x\",\"comment\":\"y\",\"empty_layer\":true}]}");
        assertThat(parse(text(all))).isEqualTo(all);
    }

    @Test
    void emptyDocumentsHaveEmptyFields() throws RegistryException {
        ImageConfig c = parse("{}");
        assertThat(c.created()).isEmpty();
        assertThat(c.config()).isEqualTo(ContainerConfig.EMPTY);
        assertThat(c.rootFs().diffIds()).isEmpty();
        assertThat(c.platform()).hasToString("unknown");
        assertThat(parse("{\"config\":null,\"rootfs\":null,\"history\":null,\"created\":null}")
                        .config())
                .isEqualTo(ContainerConfig.EMPTY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"created":"yesterday"}               | created: not an RFC 3339 time: "yesterday"
            {"history":[{"created":"x"}]}         | history[0]: created: not an RFC 3339 time: "x"
            {"rootfs":{"diff_ids":["sha256:x"]}}  | rootfs: diff_ids: invalid checksum digest length: "sha256:x"
            {"config":{"Env":"A=b"}}              | config.Env: invalid JSON: expected an array, found a string
            """)
    void namesThePlaceOfDamage(String text, String message) {
        assertThatThrownBy(() -> parse(text)).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
            assertThat(e).hasMessage("image config: " + message);
        });
    }

    @ParameterizedTest
    @DisplayName("JS-3: RFC 3339 with trimmed fraction, original offset kept")
    @CsvSource({
        "2021-01-01T00:00:00Z, 2021-01-01T00:00:00Z",
        "2021-01-01T00:00:00+00:00, 2021-01-01T00:00:00Z",
        "2021-01-01T10:20:30.120000000Z, 2021-01-01T10:20:30.12Z",
        "2021-01-01T10:20:30.000000001-05:30, 2021-01-01T10:20:30.000000001-05:30",
        "2021-01-01T10:20:30.5+14:00, 2021-01-01T10:20:30.5+14:00",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z"
    })
    void writesTimes(String read, String written) throws RegistryException {
        assertThat(Rfc3339.format(Rfc3339.parse(read))).isEqualTo(written);
    }
}
