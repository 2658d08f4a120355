// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.RegClient;
import io.regclient.regbot.sandbox.ScriptContext;
import io.regclient.regbot.sandbox.lib.HostAccess;
import io.regclient.throttle.Throttle;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;

/**
 * What the registry functions of one run work with.
 *
 * @param client registries and layouts
 * @param script name of the script, for log lines
 * @param changes takes down what scripts write, or leave undone in a dry run
 * @param calls slots shared by all scripts, one for each call that moves much data (contract regbot A3)
 * @param context time and cancellation of the run
 * @param sleeper waits for rate limits
 * @param ticker clock of these waits
 * @param host files of this machine that scripts may name
 */
public record ApiSettings(
        RegClient client,
        String script,
        ChangeReport changes,
        Throttle calls,
        ScriptContext context,
        Sleeper sleeper,
        Ticker ticker,
        HostAccess host) {}
