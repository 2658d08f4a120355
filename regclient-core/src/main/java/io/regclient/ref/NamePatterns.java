// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import com.google.re2j.Pattern;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import java.util.ArrayList;
import java.util.List;

/**
 * Patterns for names of tags and repositories, in RE2 syntax: no pattern takes exponential time. A pattern P is searched
 * as {@code ^P$} without a group around it, so that {@code v1|v2} means "starts with v1 or ends with v2", as scripts of
 * the Go tools rely on (contract regctl 13.28, regsync 6).
 */
public final class NamePatterns {
    private final List<Pattern> patterns;

    private NamePatterns(List<Pattern> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    /** Words a failure: each program has a sentence of its own for where the pattern comes from. */
    @FunctionalInterface
    public interface Wording {
        String of(String pattern, String reason);
    }

    /**
     * Compiles patterns.
     *
     * @throws RegistryException of kind PARSING_FAILED for the first one that is wrong
     */
    public static NamePatterns compile(List<String> texts, Wording wording) throws RegistryException {
        List<Pattern> patterns = new ArrayList<>();
        for (String text : texts) {
            try {
                patterns.add(RegularExpression.compile("^" + text + "$"));
            } catch (RegistryException e) {
                throw RegistryException.of(
                        ErrorKind.PARSING_FAILED,
                        wording.of(VisibleText.name(text, RegularExpression.MAX_SHOWN), reason(text, e)),
                        e);
            }
        }
        return new NamePatterns(patterns);
    }

    /** Why a pattern is wrong, in a message that quotes nothing that was put around it. */
    private static String reason(String text, RegistryException bound) {
        try {
            RegularExpression.compile(text);
            return bound.getMessage();
        } catch (RegistryException alone) {
            return alone.getMessage();
        }
    }

    boolean isEmpty() {
        return patterns.isEmpty();
    }

    /** True when one of the patterns matches the name; no patterns match none. */
    public boolean matchAny(String name) {
        for (Pattern pattern : patterns) {
            if (pattern.matcher(name).find()) {
                return true;
            }
        }
        return false;
    }
}
