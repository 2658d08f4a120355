// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import io.regclient.file.FileText;
import io.regclient.file.LockFile;
import io.regclient.file.PrivateFile;
import io.regclient.file.SmallFile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where regctl keeps its configuration (contract regctl 3.1 to 3.5).
 *
 * @param path the file, which need not exist
 */
public record RegctlConfigFile(Path path) {
    private static final String FILE_NAME = "config.json";

    /** Largest file read: 8 MiB. */
    static final int MAX_BYTES = 8 << 20;

    /**
     * The file of a user: {@code REGCTL_CONFIG}, else {@code regctl/config.json} in the directory for configuration
     * when that file exists, else {@code .regctl/config.json} in the home directory.
     */
    public static RegctlConfigFile of(Environment environment) {
        String named = environment.variable("REGCTL_CONFIG").orElse("");
        if (!named.isEmpty()) {
            return new RegctlConfigFile(environment.workingDirectory().resolve(named));
        }
        Path standard = configHome(environment).resolve("regctl").resolve(FILE_NAME);
        return new RegctlConfigFile(
                Files.exists(standard)
                        ? standard
                        : environment.home().resolve(".regctl").resolve(FILE_NAME));
    }

    private static Path configHome(Environment environment) {
        boolean windows = File.separatorChar == '\\';
        return environment
                .variable(windows ? "APPDATA" : "XDG_CONFIG_HOME")
                .filter(dir -> !dir.isEmpty())
                .map(Path::of)
                .orElseGet(() -> environment.home().resolve(windows ? "AppData/Roaming" : ".config"));
    }

    /**
     * Reads the file; a missing one is an empty configuration.
     *
     * @throws RegistryException of kind LOCAL_IO, PARSING_FAILED or UNSUPPORTED_CONFIG_VERSION
     */
    public RegctlConfig read() throws RegistryException {
        return RegctlConfig.parse(text(), path.toString());
    }

    private String text() throws RegistryException {
        try {
            Optional<byte[]> content = SmallFile.read(path, MAX_BYTES);
            if (content.isEmpty()) {
                throw RegistryException.of(
                        ErrorKind.SIZE_LIMIT_EXCEEDED, path + " is larger than " + MAX_BYTES + " bytes");
            }
            return FileText.of(content.get());
        } catch (NoSuchFileException e) {
            return "";
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw RegistryException.of(ErrorKind.LOCAL_IO, "read " + path + ": " + FileFailure.reason(e), e);
        }
    }

    /** What is done to a configuration. */
    @FunctionalInterface
    public interface Change {
        RegctlConfig of(RegctlConfig current) throws RegistryException;
    }

    /**
     * Reads the file, changes the configuration and replaces the file in one step: a reader sees the old or the new
     * content (regctl 3.5), and no change of another process is lost. Keys that are no settings stay.
     *
     * @throws RegistryException of kind LOCAL_IO, and what reading and the change throw; then nothing is written
     */
    public void update(Change change) throws RegistryException {
        try (LockFile.Held _ = PrivateFile.hold(path)) {
            String text = text();
            RegctlConfig changed = change.of(RegctlConfig.parse(text, path.toString()));
            write(changed.toText(ForeignKeys.of(text, path.toString())));
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    /** Replaces the file; the caller has read it under the lock. */
    private void write(String text) throws RegistryException {
        try {
            PrivateFile.replace(path, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private RegistryException unwritten(IOException e) {
        ErrorKind kind = LockFile.isInterrupt(e) ? ErrorKind.CANCELED : ErrorKind.LOCAL_IO;
        return RegistryException.of(kind, "write " + path + ": " + FileFailure.reason(e), e);
    }
}
