// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.ref.Ref;
import io.regclient.regsync.plan.KnownTargets.Place;
import io.regclient.regsync.schema.Configs;
import io.regclient.regsync.schema.RegsyncConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/regsync-ledger.md: a REF is a target, or a source where it is unique. */
class KnownTargetsTest {
    private static final String CONFIG = """
            creds:
              - {registry: mirror.example, hostname: 10.0.0.1, tls: insecure}
            sync:
              - {source: alpine:3, target: mirror.example/alpine:3.20, type: image}
              - {source: quay.example/app, target: mirror.example/app, type: repository}
              - {source: quay.example/app, target: other.example/app, type: repository}
              - {source: hub.example, target: mirror.example/hub, type: registry}
              - {source: 'not a reference', target: x, type: image}
              - {source: busybox, target: 'ocidir://cache', type: repository}
            """;

    private final KnownTargets targets;

    KnownTargetsTest() throws IOException {
        RegsyncConfig config = Configs.load(CONFIG);
        targets = new KnownTargets(config.entries(), new RepositoryNames(config.hosts(), Path.of("/srv")));
    }

    @ParameterizedTest(name = "{0} is {1}, copied from {2}")
    @CsvSource({
        "mirror.example/alpine:3.20, mirror.example/alpine:3.20, docker.io/library/alpine:3",
        "10.0.0.1/alpine:3.20, mirror.example/alpine:3.20, docker.io/library/alpine:3",
        "mirror.example/alpine, mirror.example/alpine, docker.io/library/alpine:3",
        "docker.io/library/alpine:3, mirror.example/alpine:3.20, docker.io/library/alpine:3",
        "mirror.example/app:v1, mirror.example/app:v1, quay.example/app:v1",
        "mirror.example/app, mirror.example/app, quay.example/app",
        "mirror.example/hub/team/tool:1, mirror.example/hub/team/tool:1, hub.example/team/tool:1",
        "hub.example/team/tool:1, mirror.example/hub/team/tool:1, hub.example/team/tool:1",
        "ocidir:///srv/cache:1.36, ocidir://cache:1.36, docker.io/library/busybox:1.36",
        "busybox:1.36, ocidir://cache:1.36, docker.io/library/busybox:1.36",
        "mirror.example/app:latest, mirror.example/app:latest, quay.example/app:latest"
    })
    void finds(String text, String target, String source) throws IOException {
        Place place = targets.find(text);

        assertThat(place.target().commonName()).isEqualTo(target);
        assertThat(place.sources()).extracting(Ref::commonName).containsExactly(source);
    }

    @Test
    @DisplayName(
            "repositories that the filter of a registry leaves out are none of it; a wrong safeguard hides nothing")
    void knowsWhatIsCopied() throws IOException {
        RegsyncConfig config = Configs.load("""
                sync:
                  - {source: hub.example, target: mirror.example/hub, type: registry, repos: {allow: [team/tool]}}
                  - {source: hub.example/app, target: mirror.example/app, type: repository, prune: nonsense}
                """);
        KnownTargets known = new KnownTargets(config.entries(), new RepositoryNames(config.hosts(), Path.of("/srv")));

        assertThat(known.find("hub.example/app:v1").target().commonName()).isEqualTo("mirror.example/app:v1");
        assertThat(known.find("hub.example/team/tool:1").target().commonName())
                .isEqualTo("mirror.example/hub/team/tool:1");
        assertThatThrownBy(() -> known.find("mirror.example/hub/other:1"))
                .hasMessageStartingWith("\"mirror.example/hub/other:1\" is no target of the configuration; ");
    }

    @Test
    @DisplayName("a source of several targets is not clear, what is unknown is told with what is known")
    void refuses() {
        assertThatThrownBy(() -> targets.find("quay.example/app:v1"))
                .hasMessage("quay.example/app:v1 is copied to several targets, name one of them: "
                        + "10.0.0.1/app:v1, other.example/app:v1");
        assertThatThrownBy(() -> targets.find("mirror.example/alpine:3.21"))
                .hasMessage("\"mirror.example/alpine:3.21\" is no target of the configuration; these are: "
                        + "mirror.example/alpine:3.20, mirror.example/app, other.example/app, mirror.example/hub, x, "
                        + "ocidir://cache");
        assertThatThrownBy(() -> targets.find("mirror.example/app@sha256:" + "0".repeat(64)))
                .hasMessageContaining("a tag is expected and no digest");
    }
}
