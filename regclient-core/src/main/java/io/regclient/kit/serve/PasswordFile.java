// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.serve;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import io.regclient.file.SmallFile;
import io.regclient.server.registry.PasswordCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file of users in the format of {@code htpasswd}: {@code NAME:HASH} on each line. Errors show no hash. */
public final class PasswordFile {
    private static final int MAX_BYTES = 1 << 20;

    private PasswordFile() {}

    /**
     * The users of a file; a name that is there twice has the first of its passwords.
     *
     * @throws RegistryException of kind LOCAL_IO, or INVALID_INPUT with the number of the line
     */
    public static Map<String, PasswordCheck> read(Path file) throws RegistryException {
        Map<String, PasswordCheck> users = new LinkedHashMap<>();
        List<String> lines = text(file).lines().map(String::strip).toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isEmpty() && !line.startsWith("#")) {
                int colon = line.indexOf(':');
                if (colon < 1) {
                    throw invalid(file, i, "NAME:HASH is expected");
                }
                String name = line.substring(0, colon);
                Optional<PasswordCheck> check = StoredPassword.of(line.substring(colon + 1));
                users.putIfAbsent(name, check.orElseThrow(unknown(file, i, name)));
            }
        }
        if (users.isEmpty()) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, file + " names no user");
        }
        return users;
    }

    private static java.util.function.Supplier<RegistryException> unknown(Path file, int index, String name) {
        return () -> invalid(
                file,
                index,
                "the password of " + name + " is stored in a way that is not read; bcrypt (htpasswd -B) and apr1"
                        + " (htpasswd -m) are");
    }

    private static String text(Path file) throws RegistryException {
        try {
            return new String(
                    SmallFile.read(file, MAX_BYTES)
                            .orElseThrow(() -> new IOException("larger than " + MAX_BYTES + " bytes")),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw RegistryException.ofFile("read " + file, FileFailure.reason(e), e);
        }
    }

    private static RegistryException invalid(Path file, int index, String what) {
        return RegistryException.of(ErrorKind.INVALID_INPUT, file + ", line " + (index + 1) + ": " + what);
    }
}
