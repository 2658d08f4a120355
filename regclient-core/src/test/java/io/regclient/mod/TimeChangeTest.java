// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.ImageConfig;
import io.regclient.model.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How times are replaced: contract MO-12, regctl 11.7. */
class TimeChangeTest {
    private static final String OPTION = "WithLayerTimestamp";

    private static OffsetDateTime time(String text) {
        return OffsetDateTime.parse(text);
    }

    private static ImageConfig config(String os, String label) throws RegistryException {
        String labels = label.isEmpty() ? "{}" : "{\"built\":\"" + label + "\"}";
        String json = "{\"architecture\":\"amd64\",\"os\":\"" + os + "\",\"config\":{\"Labels\":" + labels + "}}";
        return ImageConfig.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static RegistryException failure(TimeChange change, ImageConfig... configs) {
        RegistryException e =
                catchThrowableOfType(RegistryException.class, () -> change.resolve(OPTION, List.of(configs)));
        assertThat(e).as("expected failure").isNotNull();
        return e;
    }

    @ParameterizedTest
    @CsvSource({
        "2020-01-01T00:00:00Z, '', 2021-06-01T00:00:00Z, 2020-01-01T00:00:00Z",
        "2020-01-01T00:00:00Z, '', 2019-06-01T00:00:00Z, 2020-01-01T00:00:00Z",
        "2020-01-01T00:00:00Z, 2021-01-01T00:00:00Z, 2021-06-01T00:00:00Z, 2020-01-01T00:00:00Z",
        "2020-01-01T00:00:00Z, 2021-01-01T00:00:00Z, 2021-01-01T00:00:00Z, 2021-01-01T00:00:00Z",
        "2020-01-01T00:00:00Z, 2021-01-01T00:00:00Z, 2019-01-01T00:00:00Z, 2019-01-01T00:00:00Z",
        "2020-01-01T00:00:00Z, '', 2020-01-01T02:00:00+02:00, 2020-01-01T02:00:00+02:00"
    })
    @DisplayName("MO-12: a time is replaced when it is later than the limit, if there is one, and differs")
    void replacesTimes(String set, String after, String current, String expected) {
        TimeChange plain = TimeChange.to(time(set));
        TimeChange change = after.isEmpty() ? plain : plain.withAfter(time(after));

        assertThat(change.apply(time(current))).isEqualTo(time(expected));
        assertThat(change.apply(time(current).toInstant()))
                .isEqualTo(time(expected).toInstant());
    }

    @Test
    @DisplayName("regctl 11: a maximum replaces later times by itself")
    void limitsTimes() {
        TimeChange max = TimeChange.max(time("2020-01-01T00:00:00Z"));

        assertThat(max.apply(time("2020-01-01T00:00:01Z"))).isEqualTo(time("2020-01-01T00:00:00Z"));
        assertThat(max.apply(time("2019-01-01T00:00:01Z"))).isEqualTo(time("2019-01-01T00:00:01Z"));
    }

    @Test
    @DisplayName("24.I 148, MO-12: no time, a label that is missing, is no time, or differs between platforms")
    void tellsWhatIsWrong() throws RegistryException {
        TimeChange label = TimeChange.fromLabel("built");
        TimeChange none = new TimeChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0);

        assertThat(failure(none)).hasMessage("WithLayerTimestamp requires a time to set");
        assertThat(failure(none).kind()).isEqualTo(ErrorKind.INVALID_INPUT);
        assertThat(failure(label, config("linux", "2020-01-01T00:00:00Z"), config("linux", "")))
                .hasMessageContaining("label not found")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND));
        assertThat(failure(label).kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(failure(label, config("linux", "yesterday")))
                .hasMessage("label built: not an RFC 3339 time: \"yesterday\"")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED));
        assertThat(failure(label, config("linux", "2020-01-01T00:00:00Z"), config("windows", "2020-01-01T00:00:01Z")))
                .hasMessage("conflicting times, label built: 2020-01-01T00:00:00Z and 2020-01-01T00:00:01Z")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ErrorKind.MISMATCH));
        TimeChange both = new TimeChange(
                Optional.of(time("2021-01-01T00:00:00Z")), Optional.of("built"), Optional.empty(), Optional.empty(), 0);
        assertThat(failure(both, config("linux", "2020-01-01T00:00:00Z")).kind())
                .isEqualTo(ErrorKind.MISMATCH);
    }

    @Test
    @DisplayName("24.I 148, MO-12: the label of all platforms is the time; attestations have none")
    void takesTheTimeOfTheLabel() throws RegistryException {
        TimeChange change = TimeChange.fromLabel("built").withBaseLayers(2);

        TimeChange resolved = change.resolve(
                OPTION,
                List.of(
                        config("linux", "2020-01-01T00:00:00Z"),
                        config("unknown", ""),
                        config("windows", "2020-01-01T01:00:00+01:00")));

        assertThat(Rfc3339.format(resolved.set().orElseThrow())).isEqualTo("2020-01-01T00:00:00Z");
        assertThat(resolved.baseLayers()).isEqualTo(2);
    }
}
