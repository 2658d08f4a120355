// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.regclient.digest.Digest;
import io.regclient.regsync.status.EntryStatus.Condition;
import io.regclient.regsync.status.RunTotals.BlobCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A status with all that can be in one. */
public final class StatusFixture {
    /** Texts that would break out of a page, a metric or a line, were they not taken as texts. */
    public static final List<String> HOSTILE = List.of(
            "<script>alert(1)</script>",
            "\"'><img src=x onerror=alert(1)>",
            "</style></title><style>*{display:none}</style>",
            "a\u202eb\u2066c\u0000\u001b[31m\r\nX: y",
            "&lt;b&gt; &amp; &#60;",
            "javascript:alert(1)",
            "x".repeat(300),
            "\\\" } 1\n# HELP x y");

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.250Z");
    private static final String DIGEST = Digest.sha256(new byte[] {1}).toString();

    private StatusFixture() {}

    /** A status whose names and messages are these. */
    public static ServerStatus with(List<String> texts) {
        List<EntryStatus> entries = new ArrayList<>();
        for (Condition condition : Condition.values()) {
            for (boolean optional : new boolean[] {true, false}) {
                for (String text : texts) {
                    entries.add(entry(entries.size() + " " + text, text, condition, optional));
                }
            }
        }
        HeldImage held = held(texts.getFirst(), true);
        TagMove move = new TagMove(NOW, "copy", texts.getFirst(), Optional.of(DIGEST), Optional.empty(), "open");
        return new ServerStatus(
                new ServerProcess(texts.getFirst(), NOW.minusSeconds(3600), Optional.of(texts.getLast())),
                NOW,
                new ConfigStatus(true, NOW.minusSeconds(3600), Optional.of(texts.getFirst())),
                entries,
                texts.stream().map(StatusFixture::host).toList(),
                Optional.of(new StateStatus(
                        Optional.of(texts.getLast()),
                        List.of(held, held(texts.getLast(), false)),
                        3,
                        List.of(move),
                        List.of())),
                List.of());
    }

    /** The smallest status. */
    public static ServerStatus empty() {
        return new ServerStatus(
                new ServerProcess("v1", NOW, Optional.empty()),
                NOW,
                new ConfigStatus(false, NOW, Optional.empty()),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(new TagMove(NOW, "delete", "a:b", Optional.empty(), Optional.of(DIGEST), "done")));
    }

    private static EntryStatus entry(String name, String text, Condition condition, boolean optional) {
        Optional<Instant> time = optional ? Optional.of(NOW.minusSeconds(90)) : Optional.empty();
        Optional<Duration> span = optional ? Optional.of(Duration.ofMillis(2500)) : Optional.empty();
        return new EntryStatus(
                new EntryLabel(name, text, text, text),
                condition,
                Duration.ofSeconds(90),
                new RunTimes(time, time, span, time, time),
                new RunSchedule(time, span, 4, optional ? Optional.of(text) : Optional.empty()),
                new RunTotals(
                        3, 1, Duration.ofMillis(9500), 4, 5, 6, new BlobCount(7, 8_000_000), new BlobCount(9, 10_000)),
                new RunFindings(1, 2, List.of(held(text, optional)), 30, List.of(text, text), 12),
                optional ? Optional.of(text) : Optional.empty());
    }

    private static HeldImage held(String text, boolean optional) {
        Optional<Instant> time = optional ? Optional.of(NOW) : Optional.empty();
        return new HeldImage(text, DIGEST, text, time, time);
    }

    private static HostStatus host(String text) {
        return new HostStatus(
                text,
                Map.of("200", 10L, "429", 2L, "none", 1L),
                3,
                4,
                5,
                Duration.ofMillis(1500),
                OptionalInt.of(6),
                OptionalLong.of(7));
    }
}
