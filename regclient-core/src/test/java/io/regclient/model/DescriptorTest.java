// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorTest {
    private static final byte[] CONTENT = "{}".getBytes(StandardCharsets.UTF_8);
    private static final Descriptor BASE = Descriptor.ofContent(MediaType.OCI_EMPTY, CONTENT);

    @Test
    @DisplayName("DE-2: the empty config and its data")
    void describesContent() {
        assertThat(BASE.digest().orElseThrow())
                .hasToString("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
        assertThat(BASE.size()).isEqualTo(2);
        assertThat(BASE.withData(Optional.of(CONTENT)).data()).contains("e30=");
        assertThat(BASE.withData(Optional.of(CONTENT)).withData(Optional.empty()))
                .isEqualTo(BASE);
    }

    @Test
    @DisplayName("DE-2: embedded data counts only with the right length and digest")
    void trustsOnlyRightData() {
        Descriptor good = BASE.withData(Optional.of(CONTENT));
        assertThat(good.embeddedContent()).hasValueSatisfying(b -> assertThat(b).isEqualTo(CONTENT));
        assertThat(BASE.embeddedContent()).isEmpty();
        assertThat(good.withSize(3).embeddedContent()).isEmpty();
        assertThat(good.withDigest(Digest.sha256(new byte[0])).embeddedContent())
                .isEmpty();
        assertThat(good.withDigest(DigestAlgorithm.SHA512.digest(CONTENT)).embeddedContent())
                .isPresent();
        assertThat(BASE.withData(Optional.of(new byte[] {1, 2})).embeddedContent())
                .isEmpty();
        Descriptor garbage =
                new Descriptor("", BASE.digest(), 2, List.of(), Map.of(), Optional.of("*"), Optional.empty(), "");
        assertThat(garbage.embeddedContent()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("DE-1: Docker and OCI counterparts are the same content")
    @CsvSource({
        "vnd.docker.distribution.manifest.list.v2+json, vnd.oci.image.index.v1+json, true",
        "vnd.docker.distribution.manifest.v2+json, vnd.oci.image.manifest.v1+json, true",
        "vnd.docker.container.image.v1+json, vnd.oci.image.config.v1+json, true",
        "vnd.docker.image.rootfs.diff.tar, vnd.oci.image.layer.v1.tar, true",
        "vnd.docker.image.rootfs.diff.tar.gzip, vnd.oci.image.layer.v1.tar+gzip, true",
        "vnd.docker.image.rootfs.diff.tar.zstd, vnd.oci.image.layer.v1.tar+zstd, true",
        "vnd.docker.image.rootfs.diff.tar.gzip, vnd.oci.image.layer.v1.tar+zstd, false",
        "vnd.oci.image.index.v1+json, vnd.oci.image.manifest.v1+json, false",
        "x, x, true",
        "x, y, false"
    })
    void comparesContent(String a, String b, boolean same) {
        Descriptor left = BASE.withMediaType("application/" + a);
        Descriptor right = BASE.withMediaType("application/" + b).withAnnotations(Map.of("k", "v"));
        assertThat(left.sameContent(right)).isEqualTo(same);
        assertThat(right.sameContent(left)).isEqualTo(same);
        assertThat(left.sameContent(right.withSize(9))).isFalse();
        assertThat(left.sameContent(right.withDigest(Digest.sha256(new byte[0]))))
                .isFalse();
    }

    @Test
    @DisplayName("DE-1: equal entries differ in nothing but embedded data")
    void comparesEntries() {
        Optional<Platform> arm = Optional.of(Platform.of("linux", "arm", ""));
        Descriptor a = BASE.withPlatform(arm);
        assertThat(a.sameEntry(a.withData(Optional.of(CONTENT)))).isTrue();
        assertThat(a.sameEntry(a.withPlatform(Optional.of(Platform.of("linux", "arm", "v7")))))
                .isTrue();
        assertThat(a.sameEntry(a.withPlatform(Optional.of(Platform.of("linux", "arm", "v6")))))
                .isFalse();
        assertThat(a.sameEntry(BASE)).isFalse();
        assertThat(BASE.sameEntry(BASE)).isTrue();
        assertThat(BASE.sameEntry(BASE.withMediaType(MediaType.OCI_CONFIG))).isFalse();
        assertThat(BASE.sameEntry(BASE.withArtifactType("x"))).isFalse();
        assertThat(BASE.sameEntry(BASE.withUrls(List.of("u")))).isFalse();
        assertThat(BASE.sameEntry(BASE.withAnnotations(Map.of("k", "v")))).isFalse();
        assertThat(BASE.sameEntry(BASE.withSize(5))).isFalse();
        assertThat(BASE.sameEntry(BASE.withDigest(Digest.sha256(new byte[0])))).isFalse();
    }

    @Test
    @DisplayName("SH-1: sha256 is the algorithm when no digest is known")
    void namesItsAlgorithm() {
        assertThat(BASE.withDigest(DigestAlgorithm.SHA512.digest(CONTENT)).digestAlgorithm())
                .isEqualTo(DigestAlgorithm.SHA512);
        Descriptor without =
                new Descriptor("", Optional.empty(), -1, List.of(), Map.of(), Optional.empty(), Optional.empty(), "");
        assertThat(without.digestAlgorithm()).isEqualTo(DigestAlgorithm.SHA256);
        assertThat(without.toTree()).containsEntry("digest", "").containsEntry("size", 0L);
    }
}
