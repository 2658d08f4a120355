// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.error.RegistryException;
import io.regclient.file.AtomicFile;
import io.regclient.file.Durability;
import io.regclient.file.FileFailure;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An option that names a file for a document, which appears there complete or not at all; {@code -} is stdout. */
final class DocumentFile {
    private static final String STDOUT = "-";

    private final Flag<String> file;

    DocumentFile(FlagSet flags, String name, String usage) {
        file = flags.text(name, usage + " (- for stdout)").names(Kind.FILE);
    }

    boolean isGiven() {
        return !file.value().isEmpty();
    }

    boolean isStandardOutput() {
        return file.value().equals(STDOUT);
    }

    /** Makes sure, before there is anything to write, that it can be written. */
    void requirePlace(Invocation invocation) throws RegistryException {
        if (!isGiven() || isStandardOutput()) {
            return;
        }
        Path path = invocation.file(file.value());
        try (AtomicFile trial = AtomicFile.replacing(path, Durability.NONE)) {
            trial.write(new byte[0], 0);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes the document, if the option is given. */
    void write(Invocation invocation, String document) throws RegistryException {
        if (isStandardOutput()) {
            invocation.out().print(document);
        } else if (isGiven()) {
            byte[] content = document.getBytes(StandardCharsets.UTF_8);
            try (AtomicFile written =
                    AtomicFile.replacing(invocation.file(file.value()), Durability.CONTENT_AND_NAME)) {
                written.write(content, content.length);
                written.commit();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private RegistryException failed(IOException e) {
        return RegistryException.ofFile(
                file.longName() + ": failed to write " + file.value(), FileFailure.reason(e), e);
    }
}
