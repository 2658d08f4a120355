// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.config;

import io.regclient.config.ConfigWarning;
import io.regclient.config.HostConfig;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.schema.Expansion;
import io.regclient.kit.schema.Inheritance;
import io.regclient.kit.schema.SchemaReader;
import io.regclient.kit.yaml.YamlFile;
import io.regclient.kit.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
     * @param expansion expands the templates of {@code creds}
     * @throws RegistryException of kind PARSING_FAILED naming key and line, or UNSUPPORTED_CONFIG_VERSION
     */
    public static RegbotConfig of(YamlMapping root, Expansion expansion) throws RegistryException {
        YamlFile.version(root);
        SchemaReader.Content<RegbotFile> content = SchemaReader.read(root, RegbotFile.class, expansion);
        RegbotFile file = content.value();
        RegbotFile.Defaults defaults = file.defaults();
        return new RegbotConfig(
                file.creds(),
                defaults.parallel(),
                defaults.blobLimit(),
                defaults.skipDockerConfig(),
                defaults.userAgent(),
                file.scripts().stream()
                        .map(script -> Inheritance.over(script, defaults))
                        .toList(),
                warnings(root, content));
    }

    private static List<ConfigWarning> warnings(YamlMapping root, SchemaReader.Content<RegbotFile> content) {
        List<ConfigWarning> warnings = new ArrayList<>(content.warnings());
        List<ScriptEntry> scripts = content.value().scripts();
        for (int i = 0; i < scripts.size(); i++) {
            if (scripts.get(i).script().text().isBlank()) {
                Map<String, String> details = new LinkedHashMap<>();
                details.put("script", scripts.get(i).name());
                details.put("entry", root.where() + ": scripts[" + i + "]");
                warnings.add(new ConfigWarning(
                        "Script has no text and does nothing, write its Lua text under the key script", details));
            }
        }
        return warnings;
    }

    /**
     * The same with the scripts of one name.
     *
     * @throws RegistryException of kind INVALID_INPUT when there is none
     */
    public RegbotConfig only(String name) throws RegistryException {
        List<ScriptEntry> chosen =
                scripts.stream().filter(script -> script.name().equals(name)).toList();
        if (chosen.isEmpty()) {
            String names =
                    String.join(", ", scripts.stream().map(ScriptEntry::name).toList());
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "no script is named \"" + name + "\", there are: " + names);
        }
        return new RegbotConfig(hosts, parallel, blobLimit, skipDockerConfig, userAgent, chosen, warnings);
    }
}
