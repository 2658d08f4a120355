// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import static org.assertj.core.api.Assertions.assertThat;

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
    private static Optional<UploadRange> range(String header) {
        return UploadRange.of(new ScriptedReply(202, "", "", Map.of("Range", List.of(header)), new byte[0]));
    }

    @Test
    @DisplayName("BL-15: both forms of the range are read")
    void readsBothForms() {
        assertThat(range("0-511").map(UploadRange::received)).contains(512L);
        assertThat(range("bytes=0-511").map(UploadRange::received)).contains(512L);
    }

    @ParameterizedTest
    @DisplayName("BL-15: any other form is no range")
    @ValueSource(strings = {"", "0--1", "1-5", "bytes 0-5", "0-99999999999999999999", "x"})
    void refusesOtherForms(String header) {
        assertThat(range(header)).isEmpty();
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
