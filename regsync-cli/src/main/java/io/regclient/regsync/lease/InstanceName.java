// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.lease;

import io.regclient.error.VisibleText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The name of a server among those that share a database: of no other one, and no later one of this machine. */
final class InstanceName {
    private static final int LONGEST = 100;

    private InstanceName() {}

    /** Host, process and a number that is drawn. */
    static String draw(Function<String, @Nullable String> environment) {
        String number = Long.toString(ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE), Character.MAX_RADIX);
        return host(environment) + "-" + ProcessHandle.current().pid() + "-" + number;
    }

    /** The name of a pod or container stands in the environment; no name server is asked for it. */
    private static String host(Function<String, @Nullable String> environment) {
        for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
            String name = environment.apply(variable);
            if (name != null && !name.isBlank()) {
                return VisibleText.name(name.strip(), LONGEST);
            }
        }
        try {
            return VisibleText.name(
                    Files.readString(Path.of("/proc/sys/kernel/hostname")).strip(), LONGEST);
        } catch (IOException e) {
            return "host";
        }
    }
}
