// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.scheme.registry.Failures;
import io.regclient.scheme.registry.ScriptedReply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadRangeTest {
    private static Optional<UploadRange> range(String header) throws RegistryException {
        return UploadRange.of(new ScriptedReply(202, "", "", Map.of("Range", List.of(header)), new byte[0]));
    }

    @ParameterizedTest
    @DisplayName("BL-15: the range is read in all the forms in which registries write it")
    @ValueSource(strings = {"0-511", "bytes=0-511", "bytes 0-511", "Bytes = 0 - 511", "0-511/1000", "bytes 0-511/*"})
    void readsForms(String header) throws RegistryException {
        assertThat(range(header).map(UploadRange::received)).contains(512L);
    }

    @Test
    @DisplayName("BL-15: some registries say 0--1 when they have nothing; without a header nothing is known")
    void nothingReceived() throws RegistryException {
        UploadRange nothing = range("0--1").orElseThrow();
        assertThat(nothing.received()).isZero();
        assertThat(nothing.received(true, OptionalLong.of(0))).isZero();
        assertThat(range("")).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("BL-15: any other form is an error: nobody knows how much the registry has")
    @ValueSource(strings = {"1-5", "0-", "0-99999999999999999999", "x", "0--2"})
    void refusesOtherForms(String header) {
        assertThat(Failures.failure(ErrorKind.PARSING_FAILED, () -> range(header))
                        .getMessage())
                .isEqualTo("unreadable header Range: " + header);
    }

    @Test
    @DisplayName("BL-15: 0-0 is nothing before a chunk was acknowledged, one byte afterwards")
    void zeroRangeDependsOnWhatWasAcknowledged() {
        UploadRange zero = new UploadRange(0);
        assertThat(zero.received(false, OptionalLong.empty())).isZero();
        assertThat(zero.received(true, OptionalLong.empty())).isEqualTo(1);
    }

    @Test
    @DisplayName("BL-15: an offset that was refused cannot be what the registry means by 0-0")
    void refusedOffsetDecides() {
        UploadRange zero = new UploadRange(0);
        assertThat(zero.received(false, OptionalLong.of(0))).isEqualTo(1);
        assertThat(zero.received(true, OptionalLong.of(1))).isZero();
        assertThat(zero.received(true, OptionalLong.of(512))).isEqualTo(1);
    }
}
