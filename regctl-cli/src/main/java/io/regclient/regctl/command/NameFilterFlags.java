// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.ref.NameFilter;
import io.regclient.ref.NamePatterns;
import java.util.List;

/** The options {@code --include} and {@code --exclude} of commands about many tags (contract regctl 9.10.1, 9.11.2). */
public final class NameFilterFlags {
    private final Flag<List<String>> exclude;
    private final Flag<List<String>> include;

    public NameFilterFlags(FlagSet flags) {
        exclude = declare(flags, "exclude");
        include = declare(flags, "include");
    }

    private static Flag<List<String>> declare(FlagSet flags, String name) {
        return flags.list(
                name,
                "Regexp of tags to " + name + " (expression is bound to beginning and ending of tag)",
                text -> pattern(text, name));
    }

    /** What lets tags pass. */
    public NameFilter value() throws RegistryException {
        return new NameFilter(patterns(include.value(), "include"), patterns(exclude.value(), "exclude"));
    }

    /** A wrong pattern is found while the options are read, which name it. */
    private static String pattern(String text, String name) throws RegistryException {
        NamePatterns _ = patterns(List.of(text), name);
        return text;
    }

    private static NamePatterns patterns(List<String> texts, String name) throws RegistryException {
        return NamePatterns.compile(
                texts, (pattern, reason) -> "failed to parse " + name + " regexp: \"" + pattern + "\", " + reason);
    }
}
