// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import static io.regclient.error.ErrorKind.INVALID_INPUT;

import io.regclient.config.LocalPlatform;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.mod.ConfigEdits;
import io.regclient.model.Platform;
import java.util.ArrayList;
import java.util.List;

/** Options of {@code image mod} that change image configs (contract regctl 11). */
final class ConfigModFlags {
    private ConfigModFlags() {}

    static void declare(ModSteps steps) {
        steps.text("author", "Author of the image", ConfigEdits::author);
        steps.text("buildarg-rm", "Take a build argument, name=value, out of the history", text -> {
                    NameValue argument = argument(text);
                    return ConfigEdits.buildArgRm(argument.name(), argument.value());
                })
                .secret();
        steps.text("buildarg-rm-regex", "The same, the value is a regular expression", text -> {
                    NameValue argument = argument(text);
                    return ConfigEdits.buildArgRmRegex(argument.name(), argument.value());
                })
                .secret();
        steps.text(
                "config-cmd",
                "Command: a JSON array of words, or a line for the shell; empty removes it",
                text -> ConfigEdits.command(words(text)));
        steps.text(
                "config-entrypoint",
                "Entrypoint: a JSON array of words, or a line for the shell; empty removes it",
                text -> ConfigEdits.entrypoint(words(text)));
        steps.text(
                "config-platform",
                "Platform that the configs name; entries of an index keep theirs",
                text -> ConfigEdits.platform(platform(text)));
        steps.text(
                "config-time",
                "Times of config and history: set=TIME or from-label=NAME, with after=TIME, base-ref=IMAGE, base-layers=N",
                text -> ConfigEdits.timestamp(TimeOption.parse(text)));
        steps.text(
                        "config-time-max",
                        "Latest time of config and history",
                        text -> ConfigEdits.timestamp(TimeOption.max(text)))
                .hidden();
        steps.list("env", "Environment variable, name=value; an empty value removes it", text -> {
            NameValue pair = NameValue.parse(text);
            return ConfigEdits.env(pair.name(), pair.value());
        });
        steps.list("expose-add", "Port to expose, such as 80/tcp", text -> ConfigEdits.exposeAdd(port(text)));
        steps.list("expose-rm", "Port not to expose any more", ConfigEdits::exposeRm);
        steps.list("label", "Label of the config, name=value; an empty value removes it", text -> {
            NameValue pair = NameValue.parse(text);
            return ConfigEdits.label(pair.name(), pair.value());
        });
        steps.text("user", "User that runs the command", ConfigEdits::user);
        steps.list("volume-add", "Volume to declare", ConfigEdits::volumeAdd);
        steps.list("volume-rm", "Volume not to declare any more", ConfigEdits::volumeRm);
        steps.text("workdir", "Working directory", ConfigEdits::workingDirectory);
    }

    private static String port(String text) throws RegistryException {
        if (!text.matches("[0-9]{1,5}(-[0-9]{1,5})?(/[a-z]+)?")) {
            throw RegistryException.of(INVALID_INPUT, "a port is expected, PORT or PORT/PROTOCOL such as 80/tcp");
        }
        return text;
    }

    /** What an image says about itself does not depend on the machine, unless that is what is asked for. */
    private static Platform platform(String text) throws RegistryException {
        Platform platform = LocalPlatform.parse(text);
        String name = text.split(",", 2)[0];
        if (!name.contains("/") && !name.equalsIgnoreCase("local")) {
            throw RegistryException.of(
                    INVALID_INPUT,
                    "give operating system and architecture, such as linux/amd64, or local for those of this machine");
        }
        return platform;
    }

    private static NameValue argument(String text) throws RegistryException {
        if (text.indexOf('=') <= 0) {
            throw RegistryException.of(INVALID_INPUT, "give the build argument with its value, name=value");
        }
        return NameValue.parse(text);
    }

    /** As in a Dockerfile: what is no array of strings is a line for the shell. */
    private static List<String> words(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        List<String> words = array(text);
        return words.isEmpty() ? List.of("/bin/sh", "-c", text) : words;
    }

    /** The words of a JSON array of strings; none for anything else. */
    private static List<String> array(String text) {
        Object parsed;
        try {
            parsed = Json.parse(text, "command");
        } catch (RegistryException e) {
            return List.of();
        }
        List<String> words = new ArrayList<>();
        for (Object word : parsed instanceof List<?> list ? list : List.of()) {
            if (!(word instanceof String string)) {
                return List.of();
            }
            words.add(string);
        }
        return words;
    }
}
