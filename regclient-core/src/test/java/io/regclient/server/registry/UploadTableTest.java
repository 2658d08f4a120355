// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.file.Enclosure;
import io.regclient.server.message.Refusal;
import io.regclient.testing.ManualTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads that nobody feeds keep nobody from pushing. */
class UploadTableTest {
    private static final RepositoryName REPOSITORY = new RepositoryName("a");

    private final ManualTime time = new ManualTime();

    @TempDir
    private Path root = Path.of("");

    private UploadTable table;

    @BeforeEach
    void open() throws IOException {
        table = new UploadTable(Staging.open(new Enclosure(root), false), time::now);
    }

    private PendingUpload start(int client) throws IOException {
        time.advance(Duration.ofMillis(1));
        byte[] address = {10, 0, (byte) (client >> 8), (byte) client};
        return table.start(REPOSITORY, InetAddress.getByAddress(address), DigestAlgorithm.SHA256);
    }

    private List<PendingUpload> fill(int client, int count) throws IOException {
        List<PendingUpload> uploads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            uploads.add(start(client));
        }
        return uploads;
    }

    private void assertEnded(PendingUpload upload) {
        assertThatThrownBy(() -> table.find(REPOSITORY, upload.id())).isInstanceOf(Refusal.class);
        assertThat(Files.exists(upload.file())).isFalse();
    }

    @Test
    @DisplayName("a client with too many ends its own, the one without content for the longest time first")
    void endsOldestOfTheClient() throws IOException {
        PendingUpload other = start(2);
        List<PendingUpload> own = fill(1, UploadTable.MAX_PER_CLIENT);
        time.advance(Duration.ofMillis(1));
        own.getFirst().append(new ByteArrayInputStream(new byte[] {1}), OptionalLong.of(1), 0);
        PendingUpload next = start(1);
        assertEnded(own.get(1));
        assertThat(table.find(REPOSITORY, own.getFirst().id())).isSameAs(own.getFirst());
        assertThat(table.find(REPOSITORY, next.id())).isSameAs(next);
        assertThat(table.find(REPOSITORY, other.id())).isSameAs(other);
    }

    @Test
    @DisplayName("many clients together: the oldest idle one of all ends")
    void endsOldestOfAll() throws IOException {
        List<PendingUpload> uploads = new ArrayList<>();
        for (int i = 0; i < UploadTable.MAX_OPEN; i++) {
            uploads.add(start(i));
        }
        PendingUpload next = start(UploadTable.MAX_OPEN);
        assertEnded(uploads.getFirst());
        assertThat(table.find(REPOSITORY, uploads.get(1).id())).isSameAs(uploads.get(1));
        assertThat(table.find(REPOSITORY, next.id())).isSameAs(next);
    }

    @Test
    @DisplayName("an upload to which content comes is never ended; a request that brings none is no shield")
    void sparesWhatIsFed() throws IOException {
        List<PendingUpload> own = fill(1, UploadTable.MAX_PER_CLIENT);
        for (PendingUpload upload : own) {
            upload.lock();
        }
        assertThatThrownBy(() -> start(1)).isInstanceOf(Refusal.class).hasMessageContaining("250 uploads are open");
        assertThat(start(2).received()).isZero();
        time.advance(UploadTable.STALLED);
        assertThat(start(1).received()).isZero();
        assertEnded(own.getFirst());
    }

    @Test
    @DisplayName("a request whose upload has ended fails with its next bytes")
    void endsTheRequestToo() throws IOException {
        List<PendingUpload> own = fill(1, UploadTable.MAX_PER_CLIENT);
        InputStream body = new InputStream() {
            @Override
            public int read() throws IOException {
                start(1); // makes the first of its own end
                return -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read() + 2;
            }
        };
        assertThatThrownBy(() -> own.getFirst().append(body, OptionalLong.empty(), 0))
                .isInstanceOf(Refusal.class)
                .hasMessage("the upload was idle and has made room for another");
        assertThat(own.getFirst().received()).isZero();
    }
}
