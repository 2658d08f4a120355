// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.json.Json;
import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the value of a host setting can be: how it is read, when it counts as set, and how it is written and shown.
 * Classes and no lambdas, because every start of a program comes by here.
 */
abstract class SettingType<T> {
    static final SettingType<String> TEXT = new Text();

    /** The name of a host, in front of which somebody may have written a login. */
    static final SettingType<String> ADDRESS = new Text() {
        @Override
        String withoutSecret(String value) {
            return VisibleText.withoutLogin(value);
        }
    };

    /** The name of a program; what follows a blank is no argument of it, and may be a password. */
    static final SettingType<String> PROGRAM = new Text() {
        @Override
        String withoutSecret(String value) {
            String[] words = value.strip().split("\\s", 2);
            return words.length == 1 ? value : words[0] + " ***";
        }
    };

    /** A text whose slashes at both ends do not count. */
    static final SettingType<String> PATH = new Text() {
        @Override
        String normal(String value) {
            int start = 0;
            int end = value.length();
            while (start < end && value.charAt(start) == '/') {
                start++;
            }
            while (end > start && value.charAt(end - 1) == '/') {
                end--;
            }
            return value.substring(start, end);
        }
    };

    static final SettingType<TlsMode> TLS = new SettingType<>(TlsMode.UNDEFINED) {
        @Override
        TlsMode read(SettingSource source, String key) throws RegistryException {
            try {
                return TlsMode.parse(source.string(key));
            } catch (RegistryException e) {
                // without the value: it may be a secret under the wrong key
                throw source.unknownWord(
                        key,
                        RegistryException.of(
                                ErrorKind.PARSING_FAILED, "unknown TLS value, use enabled, insecure or disabled"));
            }
        }

        @Override
        Object tree(TlsMode value) {
            return value.text();
        }

        @Override
        String shown(TlsMode value) {
            return value.text();
        }
    };

    static final SettingType<Duration> DURATION = new SettingType<>(Duration.ZERO) {
        @Override
        Duration read(SettingSource source, String key) throws RegistryException {
            return source.durationOrNanoseconds(key).orElse(zero());
        }

        @Override
        Object tree(Duration value) {
            return shown(value);
        }

        @Override
        String shown(Duration value) {
            return GoDuration.format(value);
        }
    };

    static final SettingType<List<String>> NAMES = new SettingType<>(List.of()) {
        @Override
        List<String> read(SettingSource source, String key) throws RegistryException {
            return source.strings(key);
        }

        @Override
        List<String> copy(List<String> value) {
            return List.copyOf(value);
        }

        @Override
        List<String> withoutSecret(List<String> value) {
            return value.stream().map(VisibleText::withoutLogin).toList();
        }
    };

    static final SettingType<Map<String, String>> OPTIONS = new SettingType<>(Map.of()) {
        @Override
        Map<String, String> read(SettingSource source, String key) throws RegistryException {
            return source.stringMap(key);
        }

        @Override
        Map<String, String> copy(Map<String, String> value) {
            return Map.copyOf(value);
        }

        @Override
        Object tree(Map<String, String> value) {
            return Json.sorted(value);
        }
    };

    static final SettingType<Boolean> SWITCH = new SettingType<>(false) {
        @Override
        Boolean read(SettingSource source, String key) throws RegistryException {
            return source.bool(key);
        }
    };

    /** A number that must not be negative. */
    static final SettingType<Integer> RANK = new WholeNumber() {
        @Override
        Integer read(SettingSource source, String key) throws RegistryException {
            long value = source.integer(key);
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw source.invalid(key, value + " is out of range");
            }
            return (int) value;
        }
    };

    /** A number of things at a time; a negative one is none. */
    static final SettingType<Integer> COUNT = new WholeNumber() {
        @Override
        Integer read(SettingSource source, String key) throws RegistryException {
            return Math.clamp(source.integer(key), 0, Integer.MAX_VALUE);
        }

        @Override
        boolean isSet(Integer value) {
            return value > 0;
        }
    };

    /** Bytes; any number but 0 counts, so that -1 can stand for "no limit". */
    static final SettingType<Long> LIMIT = new Bytes();

    /** Bytes; only a positive number counts. */
    static final SettingType<Long> SIZE = new Bytes() {
        @Override
        boolean isSet(Long value) {
            return value > 0;
        }
    };

    static final SettingType<Double> RATE = new SettingType<>(0.0) {
        @Override
        Double read(SettingSource source, String key) throws RegistryException {
            return source.decimal(key);
        }

        @Override
        String shown(Double value) {
            return JsonWriter.write(value, JsonStyle.COMPACT);
        }
    };

    private final T zero;

    private SettingType(T zero) {
        this.zero = zero;
    }

    /** The value of a setting nobody set. */
    final T zero() {
        return zero;
    }

    abstract T read(SettingSource source, String key) throws RegistryException;

    /** True when the value overwrites an older one (HC-4). */
    boolean isSet(T value) {
        return !zero.equals(value);
    }

    /** The value as a merge takes it over. */
    T normal(T value) {
        return value;
    }

    /** A value nobody can change. */
    T copy(T value) {
        return value;
    }

    /** The value as JSON writes it. */
    Object tree(T value) {
        return value;
    }

    /** The value without what may be a secret that stands where none belongs. */
    T withoutSecret(T value) {
        return value;
    }

    /** The value in a message. */
    String shown(T value) {
        return value.toString();
    }

    private static class Text extends SettingType<String> {
        private Text() {
            super("");
        }

        @Override
        final String read(SettingSource source, String key) throws RegistryException {
            return source.string(key);
        }
    }

    private abstract static class WholeNumber extends SettingType<Integer> {
        private WholeNumber() {
            super(0);
        }

        @Override
        final Object tree(Integer value) {
            return value.longValue();
        }
    }

    private static class Bytes extends SettingType<Long> {
        private Bytes() {
            super(0L);
        }

        @Override
        final Long read(SettingSource source, String key) throws RegistryException {
            return source.integer(key);
        }
    }
}
