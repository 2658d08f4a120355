// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.ManualTime;
import io.regclient.throttle.Work;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that arrives compressed although identity was asked for (contract TL-6). */
@Timeout(60)
class EncodedContentTest {
    private static final byte[] CONTENT =
            "some content, some content".repeat(2000).getBytes(StandardCharsets.UTF_8);

    private final ManualTime time = new ManualTime();
    private final TestHosts hosts = new TestHosts();

    private final List<ScriptedServer> servers = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private RegistryHttp answering(Reply reply) throws IOException {
        ScriptedServer server = ScriptedServer.start(seen -> reply);
        servers.add(server);
        hosts.add("reg", server);
        return hosts.client(time).build();
    }

    private static HttpCall get(Work.Kind kind, long expected) {
        return HttpCall.builder("GET", "reg", "r", kind == Work.Kind.BLOB ? "blobs/x" : "manifests/x")
                .expectedLength(expected)
                .work(kind, 0)
                .build();
    }

    @ParameterizedTest
    @EnumSource(
            value = Work.Kind.class,
            names = {"QUERY", "MANIFEST", "BLOB"})
    @DisplayName("TL-6: it is decoded, its length is that of the content or unknown")
    void decodes(Work.Kind kind) throws IOException {
        try (RegistryHttp http = answering(Reply.ok("").body(gzip(CONTENT)).header("Content-Encoding", "gzip"));
                HttpReply reply = http.send(get(kind, kind == Work.Kind.BLOB ? CONTENT.length : -1))) {
            assertThat(reply.contentLength()).isEmpty();
            assertThat(reply.header("Content-Encoding")).isEmpty();
            assertThat(reply.readAll(CONTENT.length)).isEqualTo(CONTENT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity", "aws-chunked"})
    @DisplayName("TL-6: content that is not compressed is read as it is, whatever its label")
    void wrongLabel(String label) throws IOException {
        try (RegistryHttp http = answering(Reply.ok("").body(CONTENT).header("Content-Encoding", label));
                HttpReply reply = http.send(get(Work.Kind.MANIFEST, -1))) {
            assertThat(reply.readAll(CONTENT.length)).isEqualTo(CONTENT);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("TL-6: a blob of the expected length is the blob, its label is about the blob itself")
    void compressedBlob(boolean known) throws IOException {
        byte[] blob = gzip(CONTENT);
        try (RegistryHttp http = answering(Reply.ok("").body(blob).header("Content-Encoding", "gzip"));
                HttpReply reply = http.send(get(Work.Kind.BLOB, known ? blob.length : -1))) {
            assertThat(reply.readAll(CONTENT.length)).isEqualTo(blob);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "deflate", "gzip, gzip", "br, gzip"})
    @DisplayName("TL-6: a compression that cannot be read is named with the host, and what to do about it")
    void otherCompressions(String label) throws IOException {
        byte[] odd = {0x1b, 0x27, 0, 0};
        for (Work.Kind kind : List.of(Work.Kind.QUERY, Work.Kind.MANIFEST, Work.Kind.BLOB)) {
            try (RegistryHttp http = answering(Reply.ok("").body(odd).header("Content-Encoding", label));
                    HttpReply reply = http.send(get(kind, kind == Work.Kind.BLOB ? CONTENT.length : -1))) {
                RegistryException e = catchThrowableOfType(RegistryException.class, () -> reply.readAll(1000));
                assertThat(e.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
                assertThat(e)
                        .hasMessageContaining("the content arrived with Content-Encoding: " + label.replace(" ", ""))
                        .hasMessageContaining("must send contents as they are (GET http://127.0.0.1:");
            }
        }
    }

    @Test
    @DisplayName("TL-6: a blob of the expected length is the blob under any label, and JSON is JSON")
    void labelOnly() throws IOException {
        byte[] json = "{\"a\": 1}".getBytes(StandardCharsets.UTF_8);
        try (RegistryHttp http = answering(Reply.ok("").body(json).header("Content-Encoding", "br"));
                HttpReply reply = http.send(get(Work.Kind.MANIFEST, -1))) {
            assertThat(reply.readAll(1000)).isEqualTo(json);
        }
        byte[] blob = gzip(CONTENT);
        try (RegistryHttp http = answering(Reply.ok("").body(blob).header("Content-Encoding", "zstd"));
                HttpReply reply = http.send(get(Work.Kind.BLOB, blob.length))) {
            assertThat(reply.readAll(CONTENT.length)).isEqualTo(blob);
        }
    }

    @Test
    @DisplayName("TL-6: the limit of a content holds for what comes out")
    void bounded() throws IOException {
        byte[] bomb = gzip(new byte[10_000_000]);
        assertThat(bomb.length).isLessThan(20_000);
        try (RegistryHttp http = answering(Reply.ok("").body(bomb).header("Content-Encoding", "x-gzip"));
                HttpReply reply = http.send(get(Work.Kind.MANIFEST, -1))) {
            RegistryException e = catchThrowableOfType(RegistryException.class, () -> reply.readAll(1_000_000));
            assertThat(e.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        }
    }

    @Test
    @DisplayName("TL-6: the reason in a compressed refusal is shown")
    void compressedReason() throws IOException {
        byte[] reason =
                gzip("{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no entry\"}]}".getBytes(StandardCharsets.UTF_8));
        try (RegistryHttp http = answering(Reply.status(403).body(reason).header("Content-Encoding", "gzip"))) {
            RegistryException e =
                    catchThrowableOfType(RegistryException.class, () -> http.send(get(Work.Kind.MANIFEST, -1)));
            assertThat(e).hasMessageContaining("DENIED: no entry");
        }
    }

    @Test
    @DisplayName("TL-6: a compressed content that is cut off is a failure")
    void cutOff() throws IOException {
        byte[] part = Arrays.copyOf(gzip(CONTENT), 100);
        try (RegistryHttp http = answering(Reply.ok("").body(part).header("Content-Encoding", "gzip"));
                HttpReply reply = http.send(get(Work.Kind.MANIFEST, -1))) {
            assertThat(catchThrowableOfType(RegistryException.class, () -> reply.readAll(CONTENT.length)))
                    .isNotNull();
        }
    }
}
