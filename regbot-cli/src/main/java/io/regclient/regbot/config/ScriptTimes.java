// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.config;

import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.KeyGroup;
import io.regclient.kit.schema.Timing;
import java.time.Duration;

/**
 * The keys a script takes from {@code defaults} when it does not set them.
 *
 * @param timing when a server runs the script
 * @param timeout how long a run may take, zero or less for no limit
 */
public record ScriptTimes(
        Timing timing,

        @Key(value = "how long one run may take, zero or less for no limit", byDefault = "none")
        Duration timeout)
        implements KeyGroup {}
