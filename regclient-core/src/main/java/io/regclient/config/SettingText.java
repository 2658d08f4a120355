// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A setting as one text, whatever its key. */
record SettingText(String text) implements SettingSource {
    @Override
    public String string(String key) {
        return text;
    }

    @Override
    public boolean bool(String key) throws RegistryException {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(key, "true or false is expected, found \"" + text + "\"");
        };
    }

    @Override
    public long integer(String key) throws RegistryException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw invalid(key, "an integer is expected, found \"" + text + "\"");
        }
    }

    @Override
    public double decimal(String key) throws RegistryException {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw invalid(key, "a number is expected, found \"" + text + "\"");
        }
    }

    @Override
    public Optional<Duration> durationOrNanoseconds(String key) throws RegistryException {
        try {
            return Optional.of(GoDuration.parse(text));
        } catch (IllegalArgumentException e) {
            throw invalid(key, GoDuration.explain(e));
        }
    }

    @Override
    public List<String> strings(String key) {
        return List.of(text);
    }

    @Override
    public Map<String, String> stringMap(String key) throws RegistryException {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw invalid(key, "key=value is expected");
        }
        return Map.of(text.substring(0, equals), text.substring(equals + 1));
    }

    @Override
    public RegistryException invalid(String key, String why) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, why);
    }
}
