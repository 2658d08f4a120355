// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import io.regclient.config.Environment;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import io.regclient.file.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;

/** Reads the configuration file of regsync or regbot (contract regsync 2). */
public final class YamlFile {
    /** Name that stands for standard input. */
    private static final String STDIN = "-";

    private static final int NEWEST_VERSION = 1;

    /** Larger than any configuration, small enough for memory. */
    private static final int MAX_BYTES = 16 << 20;

    private YamlFile() {}

    /**
     * Reads a file.
     *
     * @param path name of the file, relative to the working directory, or {@code -} for {@code stdin}
     * @throws RegistryException of kind FILE_NOT_FOUND or LOCAL_IO when it cannot be read, PARSING_FAILED naming file,
     *     key and line
     */
    public static YamlMapping read(String path, Environment environment, InputStream stdin) throws RegistryException {
        return Yaml.parse(content(path, environment, stdin), path.equals(STDIN) ? "stdin" : path);
    }

    /** The {@code version} of a file; absent or 0 means 1, a newer one is kind UNSUPPORTED_CONFIG_VERSION. */
    public static int version(YamlMapping root) throws RegistryException {
        long version = root.integer("version", 0);
        if (version > NEWEST_VERSION) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED_CONFIG_VERSION,
                    root.where() + ": unsupported config version " + version + ", the newest known is "
                            + NEWEST_VERSION);
        }
        return NEWEST_VERSION;
    }

    private static byte[] content(String path, Environment environment, InputStream stdin) throws RegistryException {
        try {
            if (path.equals(STDIN)) {
                return bounded(path, stdin);
            }
            try (InputStream file =
                    RegularFile.read(environment.workingDirectory().resolve(path))) {
                return bounded(path, file);
            }
        } catch (NoSuchFileException e) {
            throw RegistryException.of(ErrorKind.FILE_NOT_FOUND, "open " + path + ": no such file or directory", e);
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw RegistryException.of(ErrorKind.LOCAL_IO, "open " + path + ": " + FileFailure.reason(e), e);
        } catch (InvalidPathException e) {
            throw RegistryException.of(ErrorKind.LOCAL_IO, "open " + path + ": " + RegistryException.describe(e), e);
        }
    }

    private static byte[] bounded(String path, InputStream in) throws IOException {
        byte[] content = in.readNBytes(MAX_BYTES + 1);
        if (content.length > MAX_BYTES) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED, path + ": a configuration has at most " + MAX_BYTES + " bytes");
        }
        return content;
    }
}
