// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A line for the log as a value (contract regsync 14).
 *
 * @param level how important it is
 * @param message the same text for every line of a kind
 * @param fields names and values, in order
 */
public record LogLine(Level level, String message, Map<String, Object> fields) {
    public LogLine {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    static LogLine of(Level level, String message) {
        return new LogLine(level, message, Map.of());
    }

    LogLine with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new LogLine(level, message, more);
    }

    /** Writes the line. */
    public void to(Logger log) {
        LoggingEventBuilder event = log.atLevel(level);
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            event = event.addKeyValue(field.getKey(), field.getValue());
        }
        event.log(message);
    }
}
