// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import java.util.List;

/**
 * Chooses names of tags or repositories (contract regctl 9.11.2, regsync 6).
 *
 * @param wanted patterns of which one must match; none lets every name pass
 * @param unwanted patterns of which none may match
 */
public record NameFilter(NamePatterns wanted, NamePatterns unwanted) {

    public boolean accepts(String name) {
        return (wanted.isEmpty() || wanted.matchAny(name)) && !unwanted.matchAny(name);
    }

    /** The names that are accepted, in their order. */
    public List<String> choose(List<String> names) {
        return names.stream().filter(this::accepts).toList();
    }
}
