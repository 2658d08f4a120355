// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.log;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** A logger whose events become {@link SlogRecord} lines. */
public final class SlogLogger extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1L;

    public SlogLogger(String name) {
        this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
        return Logging.isEnabled(Verbosity.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return Logging.isEnabled(Verbosity.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return Logging.isEnabled(Verbosity.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return Logging.isEnabled(Verbosity.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return Logging.isEnabled(Verbosity.ERROR);
    }

    @Override
    public void log(LoggingEvent event) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        write(
                event.getLevel(),
                MessageFormatter.basicArrayFormat(event.getMessage(), event.getArgumentArray()),
                pairs == null ? List.of() : pairs,
                event.getThrowable());
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null; // lines do not say where they come from
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String messagePattern,
            Object @Nullable [] arguments,
            @Nullable Throwable throwable) {
        write(level, MessageFormatter.basicArrayFormat(messagePattern, arguments), List.of(), throwable);
    }

    private static void write(Level level, String message, List<KeyValuePair> pairs, @Nullable Throwable throwable) {
        int number = switch (level) {
            case TRACE -> Verbosity.TRACE;
            case DEBUG -> Verbosity.DEBUG;
            case INFO -> Verbosity.INFO;
            case WARN -> Verbosity.WARN;
            case ERROR -> Verbosity.ERROR;
        };
        if (Logging.isEnabled(number)) {
            Logging.write(SlogRecord.of(OffsetDateTime.now(ZoneId.systemDefault()), number, message, pairs, throwable));
        }
    }
}
