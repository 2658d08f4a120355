// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.registry;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.serve.PasswordFile;
import io.regclient.server.registry.PasswordCheck;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The flags of {@code registry serve} for logins. */
final class ServeUsers {
    private final Flag<List<String>> users;
    private final Flag<String> file;

    ServeUsers(FlagSet flags) {
        users = flags.list(
                "user",
                "NAME:PASSWORD of somebody who may log in (may be repeated); others on this machine can see it");
        file = flags.text("user-file", "", "File of users as htpasswd writes it, with bcrypt (-B) or apr1 (-m)");
    }

    boolean isGiven() {
        return users.isGiven() || file.isGiven();
    }

    /** All users; one of the command line hides that of the same name in the file. */
    Map<String, PasswordCheck> values(Path workingDirectory) throws RegistryException {
        Map<String, PasswordCheck> all = new LinkedHashMap<>();
        if (file.isGiven()) {
            all.putAll(PasswordFile.read(workingDirectory.resolve(file.value())));
        }
        for (String user : users.value()) {
            int colon = user.indexOf(':');
            if (colon < 1 || colon == user.length() - 1) { // the text is not shown: it may be a password
                throw RegistryException.of(ErrorKind.INVALID_INPUT, "--user: NAME:PASSWORD is expected");
            }
            all.put(user.substring(0, colon), PasswordCheck.of(user.substring(colon + 1)));
        }
        return all;
    }
}
