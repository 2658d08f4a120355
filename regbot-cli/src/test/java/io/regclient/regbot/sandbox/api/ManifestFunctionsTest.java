// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.LocalPlatform;
import io.regclient.regbot.sandbox.ScriptException;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code manifest}: contract regbot A10. */
@ExtendWith(RegistryExtension.class)
class ManifestFunctionsTest {
    private final InProcessRegistry registry;
    private final ApiRun run;

    ManifestFunctionsTest(InProcessRegistry registry) {
        this.registry = registry;
        this.run = ApiRun.on(registry);
    }

    private String output(TestRepository repository, String script) throws ScriptException {
        return run.output(script.replace("NAME", repository.fullName()));
    }

    @Test
    @DisplayName("A10: image manifests show their fields under both names")
    void showsImageManifests(TestRepository repository) throws ScriptException {
        SampleImage image = repository.put(
                ImageFixture.image().layer("a", "1").annotation("key", "value").build(), "v1");
        String script = """
                local m = manifest.get("NAME:v1")
                print(m.MediaType, m.Versioned.SchemaVersion, m.schemaVersion, #m.Layers, m.layers == m.Layers)
                print(m.Config.Digest == m.config.digest, m.Config.MediaType, m.Annotations.key, m.Subject)
                print(m.Layers[1].Size == m.layers[1].size, m.Layers[1].Platform, #m.Layers[1].URLs, m.ArtifactType == "")
                print(m:descriptor().Digest, manifest.descriptor(m).digest, manifest.descriptor("NAME:v1").Digest)
                """;
        assertThat(output(repository, script))
                .isEqualTo("""
                application/vnd.oci.image.manifest.v1+json\t2\tnil\t1\ttrue
                true\tapplication/vnd.oci.image.config.v1+json\tvalue\tnil
                true\tnil\t0\ttrue
                DIGEST\tDIGEST\tDIGEST""".replace("DIGEST", image.digest().toString()));
    }

    @Test
    @DisplayName("A10: Docker's types keep the media type in Versioned")
    void showsDockerManifests(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.image().docker().layer("a", "1").build(), "v1");

        assertThat(output(repository, "local m = manifest.get('NAME:v1') print(m.MediaType, m.Versioned.MediaType)"))
                .isEqualTo("nil\tapplication/vnd.docker.distribution.manifest.v2+json");
    }

    @Test
    @DisplayName("A10: get resolves an index, getList does not")
    void resolvesIndexes(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64", "linux/s390x"), "v1");
        String script = """
                local list = manifest.getList("NAME:v1")
                print(#list.Manifests, list.manifests[3].platform.architecture, list.config ~= nil)
                print(#manifest.get("NAME:v1").Layers, manifest.get("NAME:v1", "linux/s390x"):config().Platform.Architecture)
                print(image.config(manifest.get("NAME:v1", "###")).Platform.architecture)
                print(image.manifestList("NAME:v1"):get("linux/s390x"):config().Platform.Architecture)
                print(pcall(manifest.get, "NAME:v1", "linux/bogus"))
                print(pcall(list.config, list))
                """;
        assertThat(output(repository, script)).isEqualTo("""
                3\ts390x\ttrue
                1\ts390x
                %s
                s390x
                false\t<string>:6: Failed retrieving "%s:v1" manifest: platform not found: linux/bogus, %s:v1 has linux/amd64, linux/arm64, linux/s390x
                false\t<string>:7: Image methods are not available for manifest""".formatted(
                        LocalPlatform.system().get().architecture(), repository.fullName(), repository.fullName()));
    }

    @Test
    @DisplayName("A10: m:config() and m.config.digest both work")
    void callsTheConfigField(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.image("linux/amd64").label("a", "b").build(), "v1");
        String script = """
                local m = manifest.get("NAME:v1")
                print(m.config.digest == m.Config.Digest, m:config().Config.Labels.a, m.config().Config.Labels.a)
                """;
        assertThat(output(repository, script)).isEqualTo("true\tb\tb");
    }

    @Test
    @DisplayName("A10: the head of a manifest has methods, no fields and no text")
    void knowsHeadsOnly(TestRepository repository) throws ScriptException {
        SampleImage image = repository.put(ImageFixture.small(1), "v1");
        String script = """
                local m = manifest.head("NAME:v1")
                print(m.MediaType, m:descriptor().Digest, m:get().MediaType ~= nil, m:get():head():descriptor().Size > 0)
                print((pcall(tostring, m)), (pcall(function() return m:export() end)), #tag.ls(m))
                """;
        assertThat(output(repository, script)).isEqualTo("nil\t" + image.digest() + "\ttrue\ttrue\nfalse\tfalse\t1");
    }

    @Test
    @DisplayName("A10: put keeps the bytes and with them the digest, export changes both")
    void putsManifests(TestRepository repository) throws Exception {
        SampleImage image = repository.put(ImageFixture.small(1), "compact");
        String pretty = new String(image.root().bytes(), UTF_8).replace("{", "{\n   ");
        put(repository, "pretty", pretty, image.root().mediaType());
        String script = """
                local m = manifest.get("NAME:pretty")
                print(select("#", manifest.put(m, "NAME:copy")), select("#", m:put("NAME:copy2")))
                local digest = m:descriptor().Digest
                print(manifest.head("NAME:copy"):descriptor().Digest == digest, manifest.head("NAME:copy2"):descriptor().Digest == digest)
                local plain = m:export()
                print(plain:descriptor().Digest == digest, plain:descriptor().Digest == manifest.head("NAME:compact"):descriptor().Digest)
                m.Annotations.color = "blue"
                table.remove(m.layers)
                local changed = m:export()
                changed:put("NAME:changed")
                local read = manifest.get("NAME:changed")
                print(read.Annotations.color, #read.Layers, changed:descriptor().Digest == read:descriptor().Digest)
                print(tostring(read):match('"color": "blue"'))
                print(pcall(manifest.put, manifest.head("NAME:pretty"), "NAME:x"))
                """;
        assertThat(output(repository, script)).isEqualTo("""
                0\t0
                true\ttrue
                false\ttrue
                blue\t1\ttrue
                "color": "blue"
                false\t<string>:14: the content of manifest NAME:pretty is not known, it was asked for with head""".replace("NAME", repository.fullName()));
    }

    private void put(TestRepository repository, String tag, String body, String mediaType)
            throws IOException, InterruptedException {
        URI uri = registry.uri().resolve("/v2/" + repository.name() + "/manifests/" + tag);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(uri)
                            .header("Content-Type", mediaType)
                            .PUT(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(201);
        }
    }

    @Test
    @DisplayName("A10: delete goes by digest and takes all its tags along")
    void deletesManifests(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.small(1), "a", "b");
        repository.put(ImageFixture.small(2), "c");

        assertThat(output(
                        repository,
                        "print(select('#', manifest.head('NAME:a'):delete()), table.concat(tag.ls('NAME'), ' '))"))
                .isEqualTo("0\tc");
        assertThat(output(repository, "local m = manifest.get('NAME:c') m:delete() print(pcall(m.delete, m))"))
                .startsWith("false\t<string>:1: Failed deleting \"" + repository.fullName() + ":c@sha256:");
    }

    @Test
    @DisplayName("A10: on a platform's manifest delete takes that child only")
    void deletesOneChild(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.multiPlatform("linux/amd64", "linux/s390x"), "v1");
        String script = """
                manifest.get("NAME:v1", "linux/s390x"):delete()
                print(#manifest.getList("NAME:v1").Manifests, (pcall(manifest.get, "NAME:v1", "linux/s390x")))
                """;
        assertThat(output(repository, script)).isEqualTo("2\tfalse");
    }

    @Test
    void tellsTheRateLimit(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.small(1), "v1");

        assertThat(
                        output(
                                repository,
                                "local r = manifest.get('NAME:v1'):ratelimit() print(r.Set, r.Remain, r.Limit, r.Reset, #r.Policies)"))
                .isEqualTo("false\t0\t0\t0\t0");
    }
}
