// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.config.Environment;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.RegularFile;
import io.regclient.file.SmallFile;
import io.regclient.kit.template.Functions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** Templates with the functions every program offers (contract regctl 7.2). */
public final class TemplateOutput {
    /** The function {@code file} reads no more than this: secrets and certificates are small. */
    private static final int MAX_FILE_BYTES = 1 << 20;

    private TemplateOutput() {}

    /** The template functions over an environment. */
    public static Functions functions(Environment environment) {
        return Functions.standard(environment::variable, name -> readFile(environment, name), SystemClock.INSTANCE);
    }

    /** The clock in the local zone; the zone is only looked up by a template that asks for the time (20 ms). */
    private static final class SystemClock extends Clock {
        private static final SystemClock INSTANCE = new SystemClock();

        @Override
        public ZoneId getZone() {
            return ZoneId.systemDefault();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.system(zone);
        }

        @Override
        public Instant instant() {
            return Instant.now();
        }
    }

    /** A file that is absent or may not be read is empty, by the rule of the function; what is no small file never was meant. */
    private static Optional<String> readFile(Environment environment, String name) throws IOException {
        try {
            Path file = environment.workingDirectory().resolve(name);
            RegularFile.requireNoPipe(file);
            byte[] content = SmallFile.read(file, MAX_FILE_BYTES)
                    .orElseThrow(() -> RegistryException.of(
                            ErrorKind.SIZE_LIMIT_EXCEEDED,
                            name + " is larger than the limit of " + MAX_FILE_BYTES + " bytes"));
            return Optional.of(new String(content, StandardCharsets.UTF_8));
        } catch (RegularFile.NotAFileException e) {
            throw RegistryException.of(ErrorKind.LOCAL_IO, RegistryException.describe(e), e);
        } catch (RegistryException e) {
            throw e;
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
