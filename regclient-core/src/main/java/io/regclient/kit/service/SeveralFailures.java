// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import java.io.IOException;
import java.util.List;

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

    /** At least one, in the order in which they are reported. */
    public List<IOException> failures() {
        return failures;
    }
}
