// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.config.HostConfig;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.template.Functions;
import io.regclient.kit.template.Template;
import io.regclient.kit.yaml.YamlCredentials;
import io.regclient.kit.yaml.YamlFile;
import io.regclient.kit.yaml.YamlMapping;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The option {@code -c} of regsync and regbot, and what their files have in common (contract regsync 1 to 3). */
public final class ConfigFlag {
    private final Flag<String> file;

    public ConfigFlag(FlagSet flags) {
        file = flags.text("config", "Config file, - for stdin").shortName('c').required();
    }

    /** Reads the file. */
    public YamlMapping read(Invocation invocation) throws RegistryException {
        if (file.value().isEmpty()) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "required input missing");
        }
        return YamlFile.read(file.value(), invocation.environment(), invocation.in());
    }

    /** The hosts of {@code creds}, their templates expanded without data. */
    public static List<HostConfig> hosts(YamlMapping root, Functions functions) throws RegistryException {
        return YamlCredentials.read(root, (key, text) -> expand(functions, text));
    }

    private static String expand(Functions functions, String text) throws RegistryException {
        if (!text.contains("{{")) {
            return text;
        }
        try {
            return Template.parse(text, functions).expand(Optional.empty());
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, RegistryException.describe(e), e);
        }
    }
}
