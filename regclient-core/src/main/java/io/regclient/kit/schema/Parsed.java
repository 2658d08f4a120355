// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A text of the file, parsed once when the file is loaded. One that means nothing fails what needs it, when it runs: the
 * rest of the file works (contract regsync 2).
 */
public final class Parsed<T> {
    private final @Nullable T value;
    private final @Nullable RegistryException problem;

    private Parsed(@Nullable T value, @Nullable RegistryException problem) {
        this.value = value;
        this.problem = problem;
    }

    /** Makes a value. */
    @FunctionalInterface
    public interface Parser<T> {
        T parse() throws IOException;
    }

    /** What the parser makes, or why it fails. */
    public static <T> Parsed<T> by(Parser<T> parser) {
        try {
            return new Parsed<>(parser.parse(), null);
        } catch (RegistryException e) {
            return new Parsed<>(null, e);
        } catch (IOException e) {
            return new Parsed<>(null, RegistryException.of(ErrorKind.PARSING_FAILED, RegistryException.describe(e), e));
        }
    }

    /** The value; fails each time when there is none. */
    public T get() throws RegistryException {
        if (value == null) {
            RegistryException known = problem().orElseThrow();
            throw RegistryException.of(known.kind(), known.getMessage(), known);
        }
        return value;
    }

    /** The value, if there is one. */
    public Optional<T> value() {
        return Optional.ofNullable(value);
    }

    /** Why there is no value. */
    public Optional<RegistryException> problem() {
        return Optional.ofNullable(problem);
    }
}
