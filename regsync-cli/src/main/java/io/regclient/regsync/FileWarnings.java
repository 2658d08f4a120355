// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.config.ConfigWarning;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.client.HostSetup;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.event.Level;

/** What is odd about a configuration: warnings that change nothing, or errors that end a strict command. */
final class FileWarnings {
    private final boolean strict;
    private int told;

    /**
     * Starts with none.
     *
     * @param strict they are errors
     */
    FileWarnings(boolean strict) {
        this.strict = strict;
    }

    /** Logs a line for each of them. */
    void tell(List<ConfigWarning> warnings) {
        for (ConfigWarning warning : warnings) {
            HostSetup.tell(warning, strict ? Level.ERROR : Level.WARN);
            told++;
        }
    }

    /** Looks at {@code creds} for what is otherwise told when the client of a run is made. */
    void look(List<HostConfig> hosts) {
        if (strict) {
            List<ConfigWarning> odd = new ArrayList<>();
            HostTable.builder(odd::add).addAll(hosts).build();
            tell(odd);
        }
    }

    /**
     * Ends a strict command.
     *
     * @param file its name
     * @throws RegistryException of kind INVALID_INPUT when there was anything to tell
     */
    void refuse(String file) throws RegistryException {
        if (strict && told > 0) {
            String count = told == 1 ? "1 warning" : told + " warnings";
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    file + ": " + count + " about the configuration, and --strict takes warnings for errors");
        }
    }
}
