// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.scheme.Concurrently;
import io.regclient.scheme.StoredImage;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ExternalProgram;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several writers, other users, broken disks. */
class LayoutDurabilityTest extends LayoutSetup {
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
    @DisplayName("OL-3, OL-19: three processes add, remove and collect in one layout: every tag and blob is there")
    void keepsContentOfConcurrentProcesses() throws Exception {
        List<Process> writers = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            writers.add(
                    new ProcessBuilder(java(LayoutWriter.class, layout.path().toString(), name, "15"))
                            .redirectErrorStream(true)
                            .redirectOutput(root.resolve(name + ".log").toFile())
                            .start());
            IntStream.range(0, 15).filter(i -> i % 3 != 2).forEach(i -> expected.add(name + i));
        }
        for (Process writer : writers) {
            assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(writer.exitValue()).as(root + " logs").isZero();
        }

        assertThat(layout.names()).containsExactlyInAnyOrderElementsOf(expected);
        for (String name : expected) {
            StoredImage image = LayoutWriter.image(name);
            assertThat(layout.has(image.manifest().digest())).as(name).isTrue();
            assertThat(image.blobs().keySet()).as(name).allMatch(layout::has);
        }
        assertThat(layout.files()).noneMatch(f -> f.endsWith(".tmp") || f.endsWith(".lock") || f.endsWith(".in-use"));
    }

    @Test
    @DisplayName("OL-7, OL-18, OL-20: three processes move one tag; at the end only what it names is there")
    void leavesNothingOfMovedTags() throws Exception {
        List<Process> writers = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            writers.add(
                    new ProcessBuilder(java(LayoutWriter.class, layout.path().toString(), name, "10", "moving"))
                            .redirectErrorStream(true)
                            .redirectOutput(root.resolve(name + ".log").toFile())
                            .start());
        }
        for (Process writer : writers) {
            assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(writer.exitValue()).as(root + " logs").isZero();
        }

        assertThat(layout.names()).containsExactly("moving");
        Manifest last = scheme.getManifest(layout.tag("moving"));
        assertThat(last.layers()).allMatch(layout::has);
        assertThat(layout.files()).hasSize(2 + 2 + last.layers().size());
    }

    private static List<String> java(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    @ParameterizedTest
    @CsvSource({"022, rw-r--r--, rwxr-xr-x", "027, rw-r-----, rwxr-x---"})
    @DisplayName("24.H 122, OL-2: files and directories get the modes the umask leaves")
    void createsFilesOthersCanRead(String umask, String fileMode, String directoryMode) throws IOException {
        List<String> writer = java(LayoutWriter.class, layout.path().toString(), "one", "1");
        List<String> command = new ArrayList<>(List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"));
        command.addAll(writer);

        ExternalProgram.run(command).requireSuccess();

        StoredImage image = LayoutWriter.image("one0");
        List<Path> files = new ArrayList<>(List.of(
                layout.path().resolve("index.json"),
                layout.path().resolve("oci-layout"),
                layout.blob(image.manifest().digest())));
        image.blobs()
                .keySet()
                .forEach(blob -> files.add(layout.blob(blob.digest().orElseThrow())));
        assertThat(files).allSatisfy(file -> assertThat(mode(file)).isEqualTo(fileMode));
        assertThat(List.of(
                        layout.path(),
                        layout.path().resolve("blobs"),
                        layout.path().resolve("blobs/sha256")))
                .allSatisfy(directory -> assertThat(mode(directory)).isEqualTo(directoryMode));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    @DisplayName("OL-9: a full disk is one clear line of kind LOCAL_IO, the old state stays, and with space it works")
    void reportsAFullDisk() throws IOException {
        String output = onSmallDisk("exec \"$@\" full");

        assertThat(output.lines())
                .containsExactly(
                        "blob: LOCAL_IO write blob BLOB to ocidir://DIR: No space left on device",
                        "manifest: LOCAL_IO write manifest IMAGE to ocidir://DIR: No space left on device",
                        "unchanged: true",
                        "v1 readable: true",
                        "v2 readable: true");
    }

    @Test
    @DisplayName("OL-2: a layout on a read-only disk can be read; a write is one clear line of kind LOCAL_IO")
    void reportsAReadOnlyDisk() throws IOException {
        String output = onSmallDisk("\"$@\" prepare && mount -o remount,ro \"$DISK\" && exec \"$@\" read-only");

        assertThat(output.lines())
                .containsExactly(
                        "blob: LOCAL_IO write blob BLOB to ocidir://DIR: DIR/blobs/sha256/FILE: Read-only file system",
                        "manifest: LOCAL_IO lock DIR/index.json.lock: DIR/index.json.lock: Read-only file system",
                        "unchanged: true",
                        "v1 readable: true");
    }

    /** Runs a shell script with the arguments of the trial program where {@code $DISK} is a disk of 3 MiB. */
    private String onSmallDisk(String script) throws IOException {
        Path disk = Files.createDirectory(root.resolve("disk"));
        String mount = "mount -t tmpfs -o size=3m none \"$DISK\"";
        Map<String, String> variables = Map.of("DISK", disk.toString());
        Assumptions.assumeTrue(
                ExternalProgram.run(List.of("sh", "-c", "unshare -rm sh -c '" + mount + "'"), variables)
                                .exitCode()
                        == 0,
                "mounting a small disk is not allowed: skipped");
        List<String> command = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", mount + " && " + script, "sh"));
        command.addAll(java(LayoutTrial.class, disk.resolve("layout").toString()));
        return ExternalProgram.run(command, variables).requireSuccess();
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
