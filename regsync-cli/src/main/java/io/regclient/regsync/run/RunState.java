// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.regsync.plan.RepositoryNames;
import io.regclient.regsync.state.StateStore;
import io.regclient.time.Ticker;

/**
 * The memory a run works with.
 *
 * @param store what earlier runs left
 * @param run the number of this run
 * @param clock the time of what it records
 * @param names of the repositories it records
 */
public record RunState(StateStore store, long run, Ticker clock, RepositoryNames names) {}
