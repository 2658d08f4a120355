// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Platform texts of users (contract PL-1, PL-3; regctl 6.1). */
final class PlatformParser {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-]+");

    /** Architectures that may be given without an operating system. */
    private static final Set<String> ARCHITECTURES = Set.of(
            "386",
            "amd64",
            "i386",
            "x86_64",
            "x86-64",
            "arm",
            "armhf",
            "armel",
            "arm64",
            "aarch64",
            "mips",
            "mips64",
            "mips64le",
            "ppc",
            "ppc64",
            "ppc64le",
            "loong64",
            "riscv",
            "riscv64",
            "s390",
            "s390x",
            "sparc",
            "sparc64",
            "wasm");

    /** Systems whose CPU is assumed to be this machine's when only the system is named. */
    private static final Set<String> EXPANDED = Set.of("linux", "darwin", "windows");

    private PlatformParser() {}

    static Platform parse(String text, Supplier<Platform> local) throws RegistryException {
        String[] halves = text.split(",", 2);
        String[] parts = halves[0].split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            if (!PART.matcher(parts[i]).matches()) {
                throw failed("invalid platform component " + VisibleText.orQuotes(parts[i]) + " in "
                        + VisibleText.orQuotes(text));
            }
            parts[i] = parts[i].toLowerCase(Locale.ROOT);
        }
        if (parts.length > 3) {
            throw failed("invalid platform " + text + ": more than os/architecture/variant");
        }
        String osVersion = halves.length > 1 ? osVersion(halves[1], text) : "";
        Platform given = parts.length > 1
                ? Platform.of(system(parts[0], local), parts[1], parts.length > 2 ? parts[2] : "")
                        .normalized()
                : single(parts[0], local);
        return osVersion.isEmpty() ? given : given.withOsVersion(osVersion);
    }

    private static Platform single(String word, Supplier<Platform> local) {
        if (ARCHITECTURES.contains(word)) {
            return Platform.of(local.get().os(), word, "").normalized();
        }
        Platform named = Platform.of(system(word, local), "", "").normalized();
        if (!EXPANDED.contains(named.os())) {
            return named;
        }
        Platform machine = local.get();
        boolean runsHere = Platform.of(machine.os(), "", "").canRun(named);
        return runsHere
                ? Platform.of(named.os(), machine.architecture(), machine.variant())
                        .normalized()
                : named;
    }

    private static String system(String name, Supplier<Platform> local) {
        return name.equals("local") ? local.get().os() : name;
    }

    private static String osVersion(String arguments, String text) throws RegistryException {
        String version = "";
        for (String argument : arguments.split(",", -1)) {
            int equals = argument.indexOf('=');
            String key = (equals < 0 ? argument : argument.substring(0, equals)).trim();
            if (equals < 0 || !(key.equalsIgnoreCase("osver") || key.equalsIgnoreCase("osversion"))) {
                throw failed("unsupported platform arg type, " + VisibleText.orQuotes(key) + " in " + text);
            }
            version = argument.substring(equals + 1).trim();
        }
        return version;
    }

    private static RegistryException failed(String message) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, message);
    }
}
