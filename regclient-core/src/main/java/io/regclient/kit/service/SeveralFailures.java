// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The failures of a run that went on after the first one; each is reported in a line of its own. */
public final class SeveralFailures extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient List<IOException> failures;

    /**
     * Joins failures.
     *
     * @param failures at least one
     */
    public SeveralFailures(List<IOException> failures) {
        super(failures.size() + " failures", failures.getFirst());
        this.failures = List.copyOf(failures);
    }

    /**
     * One failure of others and what came after them.
     *
     * @param first what failed before, if anything did
     * @param later at least one
     */
    public static SeveralFailures of(Optional<IOException> first, List<IOException> later) {
        List<IOException> all = new ArrayList<>();
        if (first.isPresent()) {
            all.addAll(first.get() instanceof SeveralFailures several ? several.failures : List.of(first.get()));
        }
        all.addAll(later);
        return new SeveralFailures(all);
    }

    /** At least one, in the order in which they are reported. */
    public List<IOException> failures() {
        return failures;
    }
}
