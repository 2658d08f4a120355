// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Assertions about a run of a program; every failure shows the whole run. */
public final class CliResultAssert extends AbstractAssert<CliResultAssert, CliResult> {

    CliResultAssert(CliResult actual) {
        super(actual, CliResultAssert.class);
        describedAs("%s", actual);
    }

    /** Exit code 0. */
    public CliResultAssert succeeds() {
        return exits(0);
    }

    public CliResultAssert exits(int code) {
        Assertions.assertThat(actual.exit()).as("exit code of %s", actual).isEqualTo(code);
        return this;
    }

    /** Standard output is exactly this text. */
    public CliResultAssert out(String text) {
        Assertions.assertThat(actual.out()).as("%s", actual).isEqualTo(text);
        return this;
    }

    public CliResultAssert outContains(String... parts) {
        Assertions.assertThat(actual.out()).as("%s", actual).contains(parts);
        return this;
    }

    /** The whole of standard output matches. */
    public CliResultAssert outMatches(String regex) {
        Assertions.assertThat(actual.out()).as("%s", actual).matches(regex);
        return this;
    }

    /** Standard output has exactly these lines. */
    public CliResultAssert outLines(String... lines) {
        Assertions.assertThat(actual.lines()).as("%s", actual).containsExactly(lines);
        return this;
    }

    public CliResultAssert errContains(String... parts) {
        Assertions.assertThat(actual.err()).as("%s", actual).contains(parts);
        return this;
    }

    /** Nothing was printed on standard error. */
    public CliResultAssert errIsEmpty() {
        return err("");
    }

    /** Standard error is exactly this text. */
    public CliResultAssert err(String text) {
        Assertions.assertThat(actual.err()).as("%s", actual).isEqualTo(text);
        return this;
    }

    /**
     * Standard output equals a golden file.
     *
     * @param name name below {@code golden/} on the class path, for example {@code help/image-copy.txt}
     */
    public CliResultAssert matchesGolden(String name) {
        return out(golden(name));
    }

    private static String golden(String name) {
        ClassLoader loader = Optional.ofNullable(Thread.currentThread().getContextClassLoader())
                .orElseGet(ClassLoader::getSystemClassLoader);
        try (InputStream in = loader.getResourceAsStream("golden/" + name)) {
            if (in == null) {
                throw new AssertionError("no golden file " + name + " on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
