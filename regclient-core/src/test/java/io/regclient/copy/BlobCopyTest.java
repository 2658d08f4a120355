// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import static io.regclient.copy.CopyFixture.failure;
import static io.regclient.copy.CopyFixture.ref;
import static io.regclient.copy.CopyFixture.repo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.scheme.Concurrently;
import io.regclient.scheme.SchemeSet;
import io.regclient.scheme.StoredImage;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobCopyTest {
    private static final byte[] CONTENT = new byte[300_000];
    private static final Descriptor BLOB = Descriptor.ofContent("", CONTENT);
    private static final Ref SOURCE = repo("a.example/app");
    private static final Ref TARGET = repo("b.example/one");

    private final CopyFixture fixture = new CopyFixture();
    private final MemoryScheme registry = fixture.registry;
    private final List<ProgressEvent> events = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void putBlob() throws IOException {
        registry.putBlob(SOURCE, BLOB, BlobSource.ofBytes(CONTENT));
        registry.calls();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    @DisplayName("BL-19, BL-20: a new blob is looked for, read and put; events: started, started with size, finished")
    void transfersANewBlob() throws IOException {
        copy(SOURCE, TARGET);

        assertThat(registry.calls()).containsExactly(line("HEAD", TARGET), line("PUT", TARGET), line("GET", SOURCE));
        assertThat(states()).containsExactly("STARTED", "STARTED", "FINISHED");
        assertThat(events.getLast().bytes()).isEqualTo(CONTENT.length);
    }

    @Test
    @DisplayName("24.F 103, BL-19: a blob that is there costs one HEAD")
    void skipsAnExistingBlob() throws IOException {
        registry.putBlob(TARGET, BLOB, BlobSource.ofBytes(CONTENT));
        registry.calls();

        copy(SOURCE, TARGET);

        assertThat(registry.calls()).containsExactly(line("HEAD", TARGET));
        assertThat(states()).containsExactly("STARTED", "SKIPPED");
    }

    @Test
    @DisplayName("BL-19: in the same repository there is nothing to do")
    void skipsTheSameRepository() throws IOException {
        copy(SOURCE, SOURCE);

        assertThat(registry.calls()).isEmpty();
        assertThat(states()).containsExactly("STARTED", "SKIPPED");
    }

    @Test
    @DisplayName("24.F 101, BL-19: in the same registry the blob is mounted and not read")
    void mountsInTheSameRegistry() throws IOException {
        Ref other = repo("a.example/other");

        copy(SOURCE, other);

        assertThat(registry.calls()).containsExactly(line("HEAD", other), line("MOUNT", other) + " from a.example/app");
        assertThat(states()).containsExactly("STARTED", "SKIPPED");
    }

    @Test
    @DisplayName("24.F 102, BL-19, BL-20: a refused mount is followed by a transfer")
    void transfersAfterARefusedMount() throws IOException {
        registry.withoutMounts();
        Ref other = repo("a.example/other");

        copy(SOURCE, other);

        assertThat(registry.calls())
                .containsExactly(
                        line("HEAD", other),
                        line("MOUNT", other) + " from a.example/app",
                        line("PUT", other),
                        line("GET", SOURCE));
        assertThat(registry.hasBlob(other, BLOB)).isTrue();
    }

    @Test
    @DisplayName("BL-19: a mount that fails is followed by a transfer")
    void transfersAfterAFailedMount() throws IOException {
        registry.fail("MOUNT", ErrorKind.HTTP_STATUS);
        Ref other = repo("a.example/other");

        copy(SOURCE, other);

        assertThat(registry.hasBlob(other, BLOB)).isTrue();
    }

    @Test
    @DisplayName("BL-19: any answer of the target to HEAD but success counts as absent, a lost connection does not")
    void treatsAnswersToHeadAsAbsent() throws IOException {
        registry.fail("HEAD blob b.example", ErrorKind.HTTP_UNAUTHORIZED);
        registry.fail("HEAD blob c.example", ErrorKind.TRANSPORT);

        copy(SOURCE, TARGET);
        assertThat(registry.hasBlob(TARGET, BLOB)).isTrue();

        assertThat(failure(() -> copy(SOURCE, repo("c.example/x"))).kind()).isEqualTo(ErrorKind.TRANSPORT);
    }

    @Test
    @DisplayName("BL-19: a failed transfer reports failed, not finished")
    void reportsAFailedTransfer() {
        registry.fail("PUT blob", ErrorKind.HTTP_STATUS);

        assertThat(failure(() -> copy(SOURCE, TARGET)).kind()).isEqualTo(ErrorKind.HTTP_STATUS);

        assertThat(states()).containsExactly("STARTED", "STARTED", "FAILED");
    }

    @Test
    @DisplayName("BL-19: bytes are reported at most every 100 ms")
    void reportsBytesNowAndThen() throws IOException {
        AtomicLong nanos = new AtomicLong();
        try (ImageCopier copier = new ImageCopier(
                new SchemeSet(Map.of("reg", registry)),
                2,
                () -> nanos.getAndAdd(30_000_000),
                () -> Surroundings.NONE,
                BlobPlaces.NONE)) {
            copier.copyBlob(SOURCE, TARGET, BLOB, events::add);
        }

        List<Long> reported = events.stream()
                .filter(e -> e.state() == ProgressEvent.State.ACTIVE)
                .map(ProgressEvent::bytes)
                .toList();
        assertThat(reported).isNotEmpty().isSorted().hasSizeLessThan(30);
    }

    @Test
    @DisplayName("MF-22: a blob of unknown size is opened first, and put with the size the source told")
    void learnsTheSizeFromTheSource() throws IOException {
        copier().copyBlob(SOURCE, TARGET, BLOB.withSize(-1), events::add);

        assertThat(registry.calls()).containsExactly(line("HEAD", TARGET), line("GET", SOURCE), line("PUT", TARGET));
        assertThat(events.get(1).content().size()).isEqualTo(CONTENT.length);
        assertThat(registry.hasBlob(TARGET, BLOB)).isTrue();
    }

    @Test
    @DisplayName("BL-3: embedded content needs no read")
    void usesEmbeddedContent() throws IOException {
        copier().copyBlob(SOURCE, TARGET, BLOB.withData(Optional.of(CONTENT)), events::add);

        assertThat(registry.calls()).containsExactly(line("HEAD", TARGET), line("PUT", TARGET));
    }

    @Test
    @DisplayName("24.I 136, IC-18: a hook that fails ends the copy with its failure")
    void failsWithTheHook() throws IOException {
        StoredImage image = fixture.push(StoredImage.of("app", "l1"), ref("a.example/hooked:v1"));
        AtomicBoolean closed = new AtomicBoolean();
        BlobHook hook = (blob, content) -> {
            if (blob.equals(image.manifest().layers().getFirst())) {
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw RegistryException.of(ErrorKind.UNAVAILABLE, "hook says no");
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        return read();
                    }

                    @Override
                    public void close() throws IOException {
                        closed.set(true);
                        content.close();
                    }
                };
            }
            return content;
        };

        RegistryException e = failure(() -> fixture.copy(
                ref("a.example/hooked:v1"),
                ref("b.example/hooked:v1"),
                CopyOptions.builder().blobHook(hook)));

        assertThat(e).hasMessageContaining("hook says no");
        assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(closed).isTrue();
    }

    @Test
    @DisplayName("BL-5, IC-1: a blob that went to one repository of a registry is mounted into the next one")
    void remembersWhereABlobWent() throws IOException {
        copy(SOURCE, TARGET);
        registry.calls();
        Ref two = repo("b.example/two");

        copy(SOURCE, two);

        assertThat(registry.calls()).containsExactly(line("HEAD", two), line("MOUNT", two) + " from b.example/one");
    }

    @Test
    @DisplayName("BL-5, IC-1: a blob that was found in one repository of a registry is mounted into the next one")
    void remembersWhereABlobWasFound() throws IOException {
        registry.putBlob(TARGET, BLOB, BlobSource.ofBytes(CONTENT));
        copy(SOURCE, TARGET);
        registry.calls();

        copy(SOURCE, repo("b.example/two"));

        assertThat(registry.calls()).noneMatch(c -> c.startsWith("GET"));
    }

    @Test
    @DisplayName("BL-5, IC-1: ten copies of a blob to ten repositories of a registry at the same time send it once")
    void sendsABlobOncePerRegistry() throws Exception {
        Concurrently.run(IntStream.range(0, 10)
                .<Concurrently.Step>mapToObj(i -> () -> copy(SOURCE, repo("b.example/r" + i)))
                .toList());

        List<String> calls = registry.calls();
        assertThat(calls.stream().filter(c -> c.startsWith("GET"))).hasSize(1);
        assertThat(calls.stream().filter(c -> c.startsWith("MOUNT"))).hasSize(9);
        assertThat(IntStream.range(0, 10)).allMatch(i -> registry.hasBlob(repo("b.example/r" + i), BLOB));
    }

    @Test
    @DisplayName("IC-1: when the sender of a blob fails, the copy that waited for it sends it itself")
    void takesOverFromAFailedSender() throws Exception {
        AtomicBoolean fail = new AtomicBoolean(true);
        CountDownLatch secondLooked = new CountDownLatch(2);
        registry.before("HEAD", line -> secondLooked.countDown());
        registry.before("PUT", line -> {
            await(secondLooked);
            if (fail.getAndSet(false)) {
                throw RegistryException.of(ErrorKind.TRANSPORT, "connection reset");
            }
        });
        List<String> failures = Collections.synchronizedList(new ArrayList<>());

        Concurrently.run(List.of("one", "two").stream()
                .<Concurrently.Step>map(name -> () -> {
                    try {
                        copy(SOURCE, repo("b.example/" + name));
                    } catch (RegistryException e) {
                        failures.add(name);
                    }
                })
                .toList());

        assertThat(failures).hasSize(1);
        String other = failures.contains("one") ? "two" : "one";
        assertThat(registry.hasBlob(repo("b.example/" + other), BLOB)).isTrue();
    }

    @Test
    @DisplayName("BL-5: a registry that never mounts is not asked for ever")
    void givesUpOnMounts() throws IOException {
        registry.withoutMounts();
        for (int i = 0; i < 8; i++) {
            copy(SOURCE, repo("b.example/r" + i));
        }

        assertThat(registry.calls().stream().filter(c -> c.startsWith("MOUNT"))).hasSize(3);
    }

    @Test
    @DisplayName("IC-1: ten copies of a blob to one repository of a registry that never mounts send it once")
    void sendsABlobOncePerRepository() throws Exception {
        registry.withoutMounts();
        for (int i = 0; i < 4; i++) {
            copy(SOURCE, repo("b.example/r" + i));
        }
        registry.calls();
        Ref target = repo("b.example/ten");
        CountDownLatch looked = new CountDownLatch(10);
        registry.before("HEAD blob " + target.commonName(), line -> looked.countDown());
        registry.before("GET", line -> await(looked));

        copyTenTimes(target);

        assertThat(registry.calls().stream().filter(c -> c.startsWith("GET"))).hasSize(1);
        assertThat(registry.hasBlob(target, BLOB)).isTrue();
    }

    @Test
    @DisplayName("IC-1: ten copies of a blob to one layout fetch it once")
    void sendsABlobOncePerLayout(@TempDir Path directory) throws Exception {
        copyTenTimes(repo("ocidir://" + directory.resolve("layout")));

        assertThat(registry.calls().stream().filter(c -> c.startsWith("GET"))).hasSize(1);
    }

    private void copyTenTimes(Ref target) throws Exception {
        Concurrently.run(IntStream.range(0, 10)
                .<Concurrently.Step>mapToObj(i -> () -> copy(SOURCE, target))
                .toList());
    }

    @Test
    @DisplayName("BL-19: a remembered blob that was removed is sent again")
    void sendsAgainWhatWasRemoved() throws IOException {
        copy(SOURCE, TARGET);
        registry.removeBlob(TARGET, BLOB);

        copy(SOURCE, repo("b.example/two"));
        copy(SOURCE, TARGET);

        assertThat(registry.hasBlob(repo("b.example/two"), BLOB)).isTrue();
        assertThat(registry.hasBlob(TARGET, BLOB)).isTrue();
    }

    @Test
    @DisplayName(
            "BL-19: several blobs for one repository are under way at the same time, and the first failure is told")
    void copiesSeveralAtATime() throws IOException {
        byte[] other = "another".getBytes(StandardCharsets.UTF_8);
        Descriptor second = Descriptor.ofContent("", other);
        registry.putBlob(SOURCE, second, BlobSource.ofBytes(other));
        CountDownLatch both = new CountDownLatch(2);
        registry.before("GET.*", line -> {
            both.countDown();
            await(both);
        });
        List<ImageCopier.Located> blobs =
                List.of(new ImageCopier.Located(SOURCE, BLOB), new ImageCopier.Located(SOURCE, second));

        copier().copyBlobs(blobs, TARGET, ProgressListener.NONE);

        assertThat(registry.hasBlob(TARGET, BLOB)).isTrue();
        assertThat(registry.hasBlob(TARGET, second)).isTrue();
        Descriptor absent = Descriptor.ofContent("", new byte[] {1});
        List<ImageCopier.Located> missing = List.of(new ImageCopier.Located(SOURCE, absent));
        assertThatThrownBy(() -> copier().copyBlobs(missing, TARGET, ProgressListener.NONE))
                .hasMessageContaining(absent.digest().orElseThrow().toString());
    }

    private void copy(Ref source, Ref target) throws IOException {
        copier().copyBlob(source, target, BLOB, events::add);
    }

    private ImageCopier copier() {
        return fixture.copier;
    }

    private List<String> states() {
        return events.stream()
                .map(e -> e.state().toString())
                .filter(s -> !s.equals("ACTIVE"))
                .toList();
    }

    private static void await(CountDownLatch latch) throws RegistryException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw RegistryException.of(ErrorKind.CANCELED, "interrupted", e);
        }
    }

    private static String line(String what, Ref repo) {
        return what + " blob " + repo.withDigest(BLOB.digest().orElseThrow()).commonName();
    }
}
