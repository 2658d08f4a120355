// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.config;

import java.time.Duration;

/**
 * One script of the configuration, defaults already applied.
 *
 * @param name name in log lines, need not be unique
 * @param script Lua text
 * @param interval time between runs, zero for none
 * @param schedule cron expression, empty for none; wins over the interval
 * @param timeout how long a run may take, zero or less for no limit
 */
public record ScriptEntry(String name, String script, Duration interval, String schedule, Duration timeout) {}
