// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.lease;

import java.time.Duration;

/** What came of wanting to run an entry. */
public sealed interface Claim {
    /**
     * This server runs it.
     *
     * @param lease to be ended by {@link Leases#end}
     * @param first whether the run only copies what is missing, as was wanted or as the run that broke off did
     */
    record Ours(Lease lease, boolean first) implements Claim {}

    /**
     * It was run for this activation already.
     *
     * @param left until the next one
     */
    record NotDue(Duration left) implements Claim {}

    /** Another server runs it, or its schedule has no further time; nothing is to be done. */
    record Elsewhere() implements Claim {}

    /** The database is away; {@link Leases} tells when it is back. */
    record Away() implements Claim {}
}
