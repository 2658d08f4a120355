// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import static io.regclient.scheme.registry.ScriptedRegistry.HOST;
import static io.regclient.scheme.registry.ScriptedRegistry.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.RegistryException;
import io.regclient.scheme.registry.ScriptedReply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UploadLimitsTest {

    private static ScriptedReply asking(String minimum) {
        return new ScriptedReply(202, "", HOST, Map.of("OCI-Chunk-Min-Length", List.of(minimum)), new byte[0]);
    }

    @Test
    @DisplayName("BL-13: the host's chunk size, else the client's, both under the client's limit")
    void choosesTheChunkSize() {
        UploadLimits plain = new UploadLimits(UploadSizes.DEFAULT);
        assertThat(plain.chunkSize(HOST, host(0, 0, ""))).isEqualTo(1 << 20);
        assertThat(plain.chunkSize(HOST, host(700, 0, ""))).isEqualTo(700);
        UploadLimits limited = new UploadLimits(new UploadSizes(0, -1, 512));
        assertThat(limited.chunkSize(HOST, host(0, 0, ""))).isEqualTo(512);
        assertThat(limited.chunkSize(HOST, host(700, 0, ""))).isEqualTo(512);
        assertThat(limited.chunkSize(HOST, host(100, 0, ""))).isEqualTo(100);
    }

    @Test
    @DisplayName("BL-10, BL-13: blobs up to the host's or the client's maximum go in one request")
    void choosesTheWayOfSending() {
        UploadLimits plain = new UploadLimits(UploadSizes.DEFAULT);
        assertThat(plain.inOneRequest(host(0, 0, ""), 1L << 40)).isTrue();
        assertThat(plain.inOneRequest(host(0, -1, ""), 1L << 40)).isTrue();
        assertThat(plain.inOneRequest(host(0, 1000, ""), 1000)).isTrue();
        assertThat(plain.inOneRequest(host(0, 1000, ""), 1001)).isFalse();
        UploadLimits limited = new UploadLimits(new UploadSizes(0, -1, 500));
        assertThat(limited.inOneRequest(host(0, -1, ""), 501)).isFalse();
        assertThat(limited.inOneRequest(host(0, 1000, ""), 501)).isFalse();
        assertThat(limited.inOneRequest(host(0, 100, ""), 101)).isFalse();
        UploadLimits client = new UploadLimits(new UploadSizes(0, 300, 0));
        assertThat(client.inOneRequest(host(0, 0, ""), 301)).isFalse();
        assertThat(client.inOneRequest(host(0, -1, ""), 301)).isTrue();
    }

    @Test
    @DisplayName("BL-7: a minimum that is no number is an error, not an absent one; a huge one is the ceiling")
    void unreadableMinimum() throws RegistryException {
        UploadLimits limits = new UploadLimits(UploadSizes.DEFAULT);
        assertThatThrownBy(() -> limits.learn(HOST, asking("many")))
                .isInstanceOf(RegistryException.class)
                .hasMessage("unreadable header OCI-Chunk-Min-Length: many");
        limits.learn(HOST, asking("99999999999999999999"));
        assertThat(limits.chunkSize(HOST, host(512, 0, ""))).isEqualTo(1 << 30);
    }

    @Test
    @DisplayName("BL-7: a registry's minimum raises its chunk size for good, up to the ceiling")
    void learnsTheMinimum() throws RegistryException {
        UploadLimits limits = new UploadLimits(UploadSizes.DEFAULT);
        limits.learn(HOST, asking("1024"));
        assertThat(limits.chunkSize(HOST, host(512, 0, ""))).isEqualTo(1024);
        assertThat(limits.chunkSize(HOST, host(4096, 0, ""))).isEqualTo(4096);
        assertThat(limits.chunkSize("other.example", host(512, 0, ""))).isEqualTo(512);
        limits.learn(HOST, asking("100"));
        limits.learn(HOST, asking(" \"1000\" "));
        assertThat(limits.chunkSize(HOST, host(512, 0, ""))).isEqualTo(1024);
        limits.learn(HOST, asking("9000000000"));
        assertThat(limits.chunkSize(HOST, host(512, 0, ""))).isEqualTo(1L << 30);
    }

    @Test
    @DisplayName("BL-7, BL-13: the client's limit is the ceiling of the registry's minimum")
    void limitIsTheCeiling() throws RegistryException {
        UploadLimits limits = new UploadLimits(new UploadSizes(0, -1, 2000));
        limits.learn(HOST, asking("5000"));
        assertThat(limits.chunkSize(HOST, host(512, 0, ""))).isEqualTo(2000);
    }
}
