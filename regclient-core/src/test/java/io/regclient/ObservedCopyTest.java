// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.copy.CopyOptions;
import io.regclient.copy.CopyResult;
import io.regclient.observe.RequestEvent;
import io.regclient.observe.RequestKind;
import io.regclient.observe.RequestObserver;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Metrics and reports of a run are made outside of the library, from what an observer hears. */
class ObservedCopyTest extends TwoRegistries {

    /** Counters as a metrics library keeps them. */
    private static final class Counters implements RequestObserver {
        private final Map<String, LongAdder> counters = new ConcurrentSkipListMap<>();

        @Override
        public void ended(RequestEvent event) {
            String status =
                    event.status().isPresent() ? Integer.toString(event.status().getAsInt()) : "none";
            add("requests " + event.host() + " " + event.method() + " " + event.kind() + " " + status, 1);
            add("retries " + event.host(), event.retry() > 0 ? 1 : 0);
            if (event.kind() == RequestKind.BLOB) {
                add("blob bytes from " + event.host(), event.bytes().received());
            }
            add(
                    "blob bytes to " + event.host(),
                    event.kind() == RequestKind.UPLOAD ? event.bytes().sent() : 0);
            add("time in nanoseconds", event.total().toNanos());
        }

        private void add(String name, long value) {
            counters.computeIfAbsent(name, n -> new LongAdder()).add(value);
        }

        long of(String name) {
            return counters.getOrDefault(name, new LongAdder()).sum();
        }

        Map<String, Long> starting(String prefix) {
            Map<String, Long> found = new TreeMap<>();
            counters.forEach((name, sum) -> {
                if (name.startsWith(prefix)) {
                    found.put(name.substring(prefix.length()), sum.sum());
                }
            });
            return found;
        }
    }

    @Test
    @DisplayName("requests by host, method, kind and status, bytes, retries and time of a copy")
    void countsACopy() throws IOException {
        Counters counters = new Counters();
        one.faults().on("GET", "/manifests/", Occurrence.first(1), new Fault.Status(503));
        int blobs = image.blobs().size();

        CopyResult result;
        try (RegClient observed =
                ClientFixture.builder(one, two).observer(counters).build()) {
            result = observed.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN);
        }

        assertThat(counters.starting("requests " + one.host() + " "))
                .isEqualTo(new TreeMap<>(Map.of(
                        "GET BLOB 200", (long) blobs,
                        "GET MANIFEST 200", 1L,
                        "GET MANIFEST 503", 1L)));
        assertThat(counters.starting("requests " + two.host() + " "))
                .isEqualTo(new TreeMap<>(Map.of(
                        "HEAD MANIFEST 404", 1L,
                        "HEAD BLOB 404", (long) blobs,
                        "POST UPLOAD 202", (long) blobs,
                        "PUT UPLOAD 201", (long) blobs,
                        "PUT MANIFEST 201", 1L)));
        assertThat(counters.of("blob bytes from " + one.host()))
                .isEqualTo(result.bytes().sent());
        assertThat(counters.of("blob bytes to " + two.host()))
                .isEqualTo(result.bytes().sent());
        assertThat(counters.of("retries " + one.host())).isEqualTo(1);
        assertThat(counters.of("time in nanoseconds")).isPositive();
        assertThat(one.requests().all().size() + two.requests().all().size())
                .as("every request on the wire was told")
                .isEqualTo((int) counters.starting("requests ").values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }
}
