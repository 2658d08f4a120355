// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.config;

import io.regclient.config.ConfigWarning;
import io.regclient.config.HostConfig;
import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.YamlFile;
import io.regclient.kit.yaml.YamlMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A configuration file (contract regbot A2).
 *
 * @param hosts registries of {@code creds}
 * @param parallel scripts side by side and API calls at the same time; 0 or less runs one script after the other
 * @param blobLimit largest chunk a registry may ask for in bytes, 0 for the default
 * @param skipDockerConfig Docker's logins and certificates are not used
 * @param userAgent replaces the User-Agent header, empty for the default
 * @param scripts scripts in file order
 * @param warnings what in the file has no effect
 */
public record RegbotConfig(
        List<HostConfig> hosts,
        int parallel,
        long blobLimit,
        boolean skipDockerConfig,
        String userAgent,
        List<ScriptEntry> scripts,
        List<ConfigWarning> warnings) {

    public RegbotConfig {
        hosts = List.copyOf(hosts);
        scripts = List.copyOf(scripts);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads the parsed file; unknown keys are ignored with a warning.
     *
     * @param hosts registries of {@code creds}, read before
     * @throws RegistryException of kind PARSING_FAILED naming key and line, or UNSUPPORTED_CONFIG_VERSION
     */
    public static RegbotConfig of(YamlMapping root, List<HostConfig> hosts) throws RegistryException {
        YamlFile.version(root);
        Optional<YamlMapping> defaults = root.mapping("defaults");
        List<ScriptEntry> scripts = new ArrayList<>();
        for (YamlMapping entry : root.mappings("scripts")) {
            scripts.add(script(entry, defaults));
        }
        List<ConfigWarning> warnings = UnusedKeys.find(root);
        if (defaults.isEmpty()) {
            return new RegbotConfig(hosts, 0, 0, false, "", scripts, warnings);
        }
        YamlMapping keys = defaults.get();
        return new RegbotConfig(
                hosts,
                Math.clamp(keys.integer("parallel", 0), Integer.MIN_VALUE, Integer.MAX_VALUE),
                keys.integer("blobLimit", 0),
                keys.bool("skipDockerConfig"),
                keys.string("userAgent"),
                scripts,
                warnings);
    }

    /** A script without schedule and interval takes both from the defaults, the schedule first (contract regbot A2). */
    private static ScriptEntry script(YamlMapping entry, Optional<YamlMapping> defaults) throws RegistryException {
        Duration interval = entry.duration("interval").orElse(Duration.ZERO);
        String schedule = entry.string("schedule");
        Duration timeout = entry.duration("timeout").orElse(Duration.ZERO);
        if (defaults.isPresent()) {
            YamlMapping inherited = defaults.get();
            if (schedule.isEmpty() && interval.isZero()) {
                schedule = inherited.string("schedule");
                interval = schedule.isEmpty() ? inherited.duration("interval").orElse(Duration.ZERO) : Duration.ZERO;
            }
            if (timeout.isZero()) {
                timeout = inherited.duration("timeout").orElse(Duration.ZERO);
            }
        }
        return new ScriptEntry(entry.string("name"), entry.string("script"), interval, schedule, timeout);
    }
}
