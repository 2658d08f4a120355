// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.filter;

import io.regclient.error.RegistryException;
import io.regclient.ref.NameFilter;
import io.regclient.ref.NamePatterns;
import java.util.List;

/** The allow and deny lists of an entry (contract regsync 6). */
public final class AllowDeny {
    private AllowDeny() {}

    /** Compiles the lists; kind PARSING_FAILED names the pattern that is wrong. */
    public static NameFilter of(List<String> allow, List<String> deny) throws RegistryException {
        return new NameFilter(compile("allow", allow), compile("deny", deny));
    }

    /** Compiles a list; kind PARSING_FAILED names it and the pattern that is wrong. */
    public static NamePatterns compile(String list, List<String> patterns) throws RegistryException {
        return NamePatterns.compile(
                patterns, (pattern, reason) -> "invalid " + list + " pattern \"" + pattern + "\": " + reason);
    }
}
