// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.scheme.Concurrently;
import io.regclient.scheme.StoredImage;
import io.regclient.stream.BlobSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several writers, other users, broken disks. */
class LayoutDurabilityTest {
    @TempDir
    private Path root;

    private LayoutFixture layout;
    private OciDirScheme scheme;

    @BeforeEach
    void open() {
        layout = new LayoutFixture(root.resolve("layout"));
        scheme = LayoutFixture.scheme().build();
    }

    @Test
    @DisplayName("OL-3: 20 threads with scheme objects of their own put 20 tags: 20 entries")
    void keepsEntriesOfConcurrentThreads() throws Exception {
        Concurrently.run(IntStream.range(0, 20)
                .<Concurrently.Step>mapToObj(i -> () ->
                        StoredImage.of("i" + i).push(LayoutFixture.scheme().build(), layout.tag("t" + i)))
                .toList());

        assertThat(layout.names()).hasSize(20).doesNotHaveDuplicates();
        assertThat(layout.files()).noneMatch(f -> f.endsWith(".tmp") || f.endsWith(".lock"));
    }

    @Test
    @DisplayName("OL-3: two processes put 15 tags each: 30 entries")
    void keepsEntriesOfConcurrentProcesses() throws Exception {
        List<Process> writers = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            writers.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LayoutWriter.class.getName(),
                            layout.path().toString(),
                            name,
                            "15")
                    .redirectErrorStream(true)
                    .redirectOutput(root.resolve(name + ".log").toFile())
                    .start());
        }
        for (Process writer : writers) {
            assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(writer.exitValue()).as(root + " logs").isZero();
        }

        assertThat(layout.names()).hasSize(30).doesNotHaveDuplicates();
        assertThat(layout.path().resolve("index.json.lock")).doesNotExist();
    }

    @Test
    @DisplayName("24.H 122, OL-2: files and directories get the modes any program would give them")
    void createsFilesOthersCanRead() throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("v1"));
        Path file = Files.createFile(root.resolve("plain-file"));
        Path directory = Files.createDirectory(root.resolve("plain-directory"));

        for (Path each : List.of(
                layout.path().resolve("index.json"),
                layout.path().resolve("oci-layout"),
                layout.blob(image.manifest().digest()),
                layout.blob(image.blobs().keySet().iterator().next().digest().orElseThrow()))) {
            assertThat(Files.getPosixFilePermissions(each)).isEqualTo(Files.getPosixFilePermissions(file));
        }
        assertThat(Files.getPosixFilePermissions(layout.path().resolve("blobs/sha256")))
                .isEqualTo(Files.getPosixFilePermissions(directory));
    }

    @Test
    @DisplayName("OL-9: content that breaks off or is wrong leaves no file, finished or not")
    void leavesNothingHalfWritten() throws IOException {
        StoredImage.of("one").push(scheme, layout.tag("v1"));
        List<String> before = layout.files();
        byte[] content = new byte[200_000];
        Descriptor blob = Descriptor.ofContent("", content);
        BlobSource broken = BlobSource.once(new SequenceInputStream(
                new ByteArrayInputStream(content, 0, 100_000), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("connection reset");
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        throw new IOException("connection reset");
                    }
                }));
        byte[] other = content.clone();
        other[199_999] = 1;

        IOException reset = catchThrowableOfType(IOException.class, () -> scheme.putBlob(layout.ref(), blob, broken));
        failure(() -> scheme.putBlob(layout.ref(), blob, BlobSource.ofBytes(other)));

        assertThat(reset).hasMessageContaining("connection reset");
        assertThat(layout.files()).isEqualTo(before);
    }

    @Test
    @DisplayName("OL-2: a directory that cannot be made is one line of kind LOCAL_IO, and the index stays")
    void reportsAFileInTheWay() throws IOException {
        StoredImage.of("one").push(scheme, layout.tag("v1"));
        String index = layout.index();
        Files.writeString(layout.path().resolve("blobs").resolve("sha512"), "in the way");
        byte[] content = new byte[10];
        Descriptor blob = Descriptor.of("", DigestAlgorithm.SHA512.digest(content), content.length);

        RegistryException e = failure(() -> scheme.putBlob(layout.ref(), blob, BlobSource.ofBytes(content)));

        assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
        assertThat(e)
                .hasMessageContaining("sha512")
                .hasMessageContaining(layout.ref().toString());
        assertThat(layout.index()).isEqualTo(index);
    }

    @Test
    @DisplayName("OL-2: a path below a file is one line of kind LOCAL_IO")
    void reportsAPathBelowAFile() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "x");
        LayoutFixture below = new LayoutFixture(file.resolve("layout"));

        RegistryException e = failure(() -> StoredImage.of("one").push(scheme, below.tag("v1")));

        assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
    }

    @Test
    @DisplayName("CO-6: five puts of the same blob at the same time all succeed")
    void storesTheSameBlobConcurrently() throws Exception {
        byte[] content = new byte[300_000];
        Descriptor blob = Descriptor.ofContent("", content);

        Concurrently.run(IntStream.range(0, 5)
                .<Concurrently.Step>mapToObj(i -> () -> scheme.putBlob(layout.ref(), blob, BlobSource.ofBytes(content)))
                .toList());

        assertThat(layout.has(blob)).isTrue();
        assertThat(layout.files()).hasSize(3);
    }

    @Test
    @DisplayName("RB-13: an interrupted write is CANCELED and leaves nothing behind")
    void cancelsAnInterruptedWrite() throws IOException {
        StoredImage.of("one").push(scheme, layout.tag("v1"));
        List<String> before = layout.files();
        Descriptor blob = Descriptor.ofContent("", new byte[10]);

        Thread.currentThread().interrupt();
        RegistryException e;
        try {
            e = failure(() -> scheme.putBlob(layout.ref(), blob, BlobSource.ofBytes(new byte[10])));
        } finally {
            assertThat(Thread.interrupted()).as("interrupt is not swallowed").isTrue();
        }

        assertThat(e.kind()).isEqualTo(ErrorKind.CANCELED);
        assertThat(layout.files()).isEqualTo(before);
    }

    private static RegistryException failure(ThrowingCallable call) {
        RegistryException e = catchThrowableOfType(RegistryException.class, call);
        assertThat(e).as("expected failure").isNotNull();
        assertThat(e.getMessage()).doesNotContain("\n");
        return e;
    }
}
