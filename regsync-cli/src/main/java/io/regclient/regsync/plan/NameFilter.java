// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.ArrayList;
import java.util.List;

/**
 * Allow and deny lists of RE2 patterns. A pattern P is searched as {@code ^P$} without a group around it, so that
 * {@code v1|v2} means "starts with v1 or ends with v2", as scripts of the Go tools rely on (contract regsync 6).
 */
final class NameFilter {
    private final List<Pattern> allow;
    private final List<Pattern> deny;

    private NameFilter(List<Pattern> allow, List<Pattern> deny) {
        this.allow = allow;
        this.deny = deny;
    }

    /** Compiles the lists; kind PARSING_FAILED names the pattern that is wrong. */
    static NameFilter of(List<String> allow, List<String> deny) throws RegistryException {
        return new NameFilter(compile("allow", allow), compile("deny", deny));
    }

    private static List<Pattern> compile(String list, List<String> patterns) throws RegistryException {
        List<Pattern> compiled = new ArrayList<>();
        for (String pattern : patterns) {
            try {
                compiled.add(Pattern.compile("^" + pattern + "$"));
            } catch (PatternSyntaxException e) {
                throw RegistryException.of(
                        ErrorKind.PARSING_FAILED,
                        "invalid " + list + " pattern \"" + pattern + "\": " + RegistryException.describe(e),
                        e);
            }
        }
        return List.copyOf(compiled);
    }

    /** Allowed by any pattern (or there is none) and denied by no pattern. */
    boolean accepts(String name) {
        boolean allowed =
                allow.isEmpty() || allow.stream().anyMatch(p -> p.matcher(name).find());
        return allowed && deny.stream().noneMatch(p -> p.matcher(name).find());
    }
}
