// SPDX-License-Identifier: Apache-2.0
package io.regclient.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NextWorkTest {
    private static final long MIB = 1 << 20;

    static Stream<Arguments> rows() {
        return Stream.of(
                row("one waiter needs no choice", List.of(blob(9 * MIB)), List.of(blob(MIB)), 0),
                row("nothing active: the oldest", List.of(blob(MIB), head(0), blob(9 * MIB)), List.of(), 0),
                row("no small one active: head first", List.of(blob(MIB), query(0), head(9)), List.of(blob(MIB)), 2),
                row(
                        "manifest before query",
                        List.of(query(0), manifest(4000), manifest(900)),
                        List.of(blob(MIB), blob(MIB)),
                        2),
                row("query before blob", List.of(blob(1), query(5)), List.of(blob(MIB)), 1),
                row("equal small ones: the oldest", List.of(head(7), head(7)), List.of(blob(MIB)), 0),
                row(
                        "a manifest above 4 MiB is not small",
                        List.of(blob(MIB), manifest(4 * MIB + 1)),
                        List.of(blob(MIB)),
                        0),
                row("4 MiB is still small", List.of(blob(MIB), manifest(4 * MIB)), List.of(blob(MIB)), 1),
                row(
                        "a small one active, no large one: the largest blob",
                        List.of(head(1), blob(MIB), blob(50 * MIB)),
                        List.of(head(1), blob(MIB)),
                        2),
                row(
                        "half of the active are within 90 percent of the largest: the oldest",
                        List.of(blob(MIB), blob(50 * MIB)),
                        List.of(manifest(1), blob(45 * MIB)),
                        0),
                row(
                        "just below 90 percent is not large",
                        List.of(blob(MIB), blob(50 * MIB)),
                        List.of(manifest(1), blob(45 * MIB - 1)),
                        1),
                row(
                        "a large manifest does not count as a large blob",
                        List.of(blob(MIB), blob(50 * MIB)),
                        List.of(head(1), manifest(60 * MIB)),
                        1),
                row(
                        "one of three active is half by integer division",
                        List.of(blob(MIB), blob(50 * MIB)),
                        List.of(head(1), blob(50 * MIB), blob(MIB)),
                        0),
                row(
                        "blobs of unknown size wait in order",
                        List.of(blob(0), blob(0)),
                        List.of(head(1), blob(0), blob(0), blob(0)),
                        0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    @DisplayName("CO-4, CO-5: who goes next")
    void choosesTheNextWork(String why, List<Work> waiting, List<Work> active, int expected) {
        assertThat(NextWork.choose(waiting, active)).as(why).isEqualTo(expected);
    }

    private static Arguments row(String why, List<Work> waiting, List<Work> active, int expected) {
        return Arguments.of(why, waiting, active, expected);
    }

    private static Work head(long bytes) {
        return new Work(Work.Kind.HEAD, bytes);
    }

    private static Work manifest(long bytes) {
        return new Work(Work.Kind.MANIFEST, bytes);
    }

    private static Work query(long bytes) {
        return new Work(Work.Kind.QUERY, bytes);
    }

    private static Work blob(long bytes) {
        return new Work(Work.Kind.BLOB, bytes);
    }
}
