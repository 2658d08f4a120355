// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.RegistryException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the settings of a host are read from: an object of a JSON file, a mapping of a YAML file, a flag. An absent key
 * is the zero value; a value of another type is an error of kind PARSING_FAILED that says where it stands.
 */
public interface SettingSource {
    String string(String key) throws RegistryException;

    boolean bool(String key) throws RegistryException;

    long integer(String key) throws RegistryException;

    double decimal(String key) throws RegistryException;

    /** A text with a unit such as {@code 1h30m}, or a number of nanoseconds; empty when absent. */
    Optional<Duration> durationOrNanoseconds(String key) throws RegistryException;

    List<String> strings(String key) throws RegistryException;

    Map<String, String> stringMap(String key) throws RegistryException;

    /** An error of kind PARSING_FAILED about the value of a key. */
    RegistryException invalid(String key, String why);

    /** An error about a text that is none of the words a setting knows. */
    default RegistryException unknownWord(String key, RegistryException why) {
        return invalid(key, RegistryException.describe(why));
    }
}
