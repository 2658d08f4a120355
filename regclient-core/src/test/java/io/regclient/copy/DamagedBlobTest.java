// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import static io.regclient.copy.CopyFixture.failure;
import static io.regclient.copy.CopyFixture.repo;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blobs with a byte changed, added or lost on their way (VD-1). */
class DamagedBlobTest {
    private static final byte[] CONTENT = "the content of a blob".getBytes(StandardCharsets.UTF_8);
    private static final Descriptor BLOB = Descriptor.ofContent("", CONTENT);
    private static final Ref SOURCE = repo("a.example/app");
    private static final Ref TARGET = repo("b.example/app");

    private final CopyFixture fixture = new CopyFixture();
    private final MemoryScheme registry = fixture.registry;

    @BeforeEach
    void putBlob() throws IOException {
        registry.putBlob(SOURCE, BLOB, BlobSource.ofBytes(CONTENT));
        registry.calls();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** What can happen to content. */
    enum Damage implements UnaryOperator<byte[]> {
        CHANGED {
            @Override
            public byte[] apply(byte[] content) {
                byte[] changed = content.clone();
                changed[content.length / 2] ^= 1;
                return changed;
            }
        },
        LONGER {
            @Override
            public byte[] apply(byte[] content) {
                return Arrays.copyOf(content, content.length + 1);
            }
        },
        SHORTER {
            @Override
            public byte[] apply(byte[] content) {
                return Arrays.copyOf(content, content.length - 1);
            }
        }
    }

    private void copy(Descriptor blob) throws IOException {
        fixture.copier.copyBlob(SOURCE, TARGET, blob, ProgressListener.NONE);
    }

    private long count(String call) {
        return registry.calls().stream().filter(c -> c.startsWith(call)).count();
    }

    @ParameterizedTest
    @CsvSource({"CHANGED, true", "CHANGED, false", "LONGER, true", "LONGER, false", "SHORTER, true", "SHORTER, false"})
    @DisplayName("VD-1: one byte changed, more or fewer in one transfer: the blob is read a second time and arrives")
    void survivesOneDamage(Damage damage, boolean sizeKnown) throws IOException {
        registry.damageNextBlob(damage);

        copy(sizeKnown ? BLOB : BLOB.withSize(-1));

        assertThat(count("GET")).isEqualTo(2);
        assertThat(registry.getBlob(TARGET, BLOB).readAllBytes()).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @CsvSource({"CHANGED, DIGEST_MISMATCH", "LONGER, SIZE_LIMIT_EXCEEDED", "SHORTER, SHORT_READ"})
    @DisplayName("VD-1: damage in both transfers is an error of its kind that names the source, nothing arrives")
    void reportsLastingDamage(Damage damage, ErrorKind kind) {
        registry.damageNextBlob(damage).damageNextBlob(damage).damageNextBlob(damage);

        RegistryException e = failure(() -> copy(BLOB));

        assertThat(e.kind()).isEqualTo(kind);
        assertThat(e).hasMessageStartingWith("content from a.example/app: ");
        assertThat(count("GET")).isEqualTo(2);
        assertThat(registry.hasBlob(TARGET, BLOB)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"a.example/other", "b.example/app"})
    @DisplayName("BL-19: what has another length at the target is neither taken for the blob nor mounted, but sent")
    void doesNotTakeAnotherLength(String target) throws IOException {
        Ref place = repo(target);
        registry.putBlob(place, BLOB, BlobSource.ofBytes(CONTENT));
        fixture.copier.copyBlob(SOURCE, repo("b.example/mounted"), BLOB, ProgressListener.NONE);
        registry.calls();

        Descriptor wrong = BLOB.withSize(BLOB.size() - 1);
        failure(() -> fixture.copier.copyBlob(SOURCE, place, wrong, ProgressListener.NONE));

        assertThat(registry.calls())
                .noneMatch(call -> call.startsWith("MOUNT"))
                .filteredOn(call -> call.startsWith("HEAD"))
                .hasSize(1);
    }

    @Test
    @DisplayName("BL-10: content the registry refuses by status 400 is sent once more, another refusal is final")
    void sendsRefusedContentOnceMore() throws IOException {
        AtomicInteger refusals = new AtomicInteger(1);
        registry.before("PUT blob", line -> {
            if (refusals.getAndDecrement() > 0) {
                throw RegistryException.ofStatus(ErrorKind.HTTP_STATUS, 400, "DIGEST_INVALID");
            }
        });

        copy(BLOB);
        assertThat(count("PUT")).isEqualTo(2);

        registry.removeBlob(TARGET, BLOB);
        refusals.set(5);
        assertThat(failure(() -> copy(BLOB)).httpStatus()).hasValue(400);
        assertThat(count("PUT")).isEqualTo(2);
    }

    @Test
    @DisplayName("RB-1: other refusals are not repeated here, the requests below have been")
    void doesNotRepeatOtherFailures() {
        registry.before("PUT blob", line -> {
            throw RegistryException.ofStatus(ErrorKind.HTTP_STATUS, 500, "out of order");
        });

        assertThat(failure(() -> copy(BLOB)).httpStatus()).hasValue(500);
        assertThat(count("PUT")).isEqualTo(1);
    }

    @Test
    @DisplayName("RB-1: a source that answers by status 400 has not refused content, it is not asked again")
    void doesNotRepeatARefusedRead() {
        registry.before("GET blob", line -> {
            throw RegistryException.ofStatus(ErrorKind.HTTP_STATUS, 400, "NAME_INVALID");
        });

        assertThat(failure(() -> copy(BLOB)).httpStatus()).hasValue(400);
        assertThat(count("GET")).isEqualTo(1);
    }
}
