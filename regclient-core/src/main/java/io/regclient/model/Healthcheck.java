// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.error.RegistryException;
import io.regclient.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a container is probed (Docker's image configuration; contract JS-3). Durations are nanoseconds in the file; zero
 * means inherited.
 *
 * @param test command
 * @param interval time between probes
 * @param timeout time a probe may take
 * @param startPeriod time before failures count
 * @param retries failures until unhealthy
 */
public record Healthcheck(List<String> test, Duration interval, Duration timeout, Duration startPeriod, long retries) {
    public Healthcheck {
        test = List.copyOf(test);
    }

    static Healthcheck of(JsonObject json) throws RegistryException {
        return new Healthcheck(
                json.strings("Test"),
                Duration.ofNanos(json.integer("Interval", 0)),
                Duration.ofNanos(json.integer("Timeout", 0)),
                Duration.ofNanos(json.integer("StartPeriod", 0)),
                json.integer("Retries", 0));
    }

    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        Tree.putList(tree, "Test", test);
        Tree.putNumber(tree, "Interval", interval.toNanos());
        Tree.putNumber(tree, "Timeout", timeout.toNanos());
        Tree.putNumber(tree, "StartPeriod", startPeriod.toNanos());
        Tree.putNumber(tree, "Retries", retries);
        return tree;
    }
}
