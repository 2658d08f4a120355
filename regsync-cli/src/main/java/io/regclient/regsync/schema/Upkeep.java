// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.KeyGroup;
import io.regclient.kit.schema.Timing;
import io.regclient.regsync.schema.SyncEntry.RateLimitSettings;
import java.time.Duration;

/**
 * When an entry runs and what it takes care of.
 *
 * @param backup template of the tag an overwritten image is kept under, empty for none
 * @param timing when the server runs it
 * @param timeout how long a run may take, zero or less for no limit
 * @param ratelimit when to wait for pulls
 */
record Upkeep(
        @Key(
                value = "tag under which an image is kept before it is overwritten; a text with `:` or `/` is a full "
                        + "reference. Template, see below",
                byDefault = "none")
        String backup,

        Timing timing,

        @Key(
                value =
                        "a run of the entry that takes longer is ended and counts as failed; the tags it was still at are named",
                byDefault = "none")
        Duration timeout,

        @Key(value = "when to wait before a copy", inTemplates = "RateLimit")
        RateLimitSettings ratelimit)
        implements KeyGroup {}
