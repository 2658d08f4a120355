// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.throttle.HostQueues;
import io.regclient.time.Backoff;
import java.time.Duration;

/**
 * How often and how long a host is asked.
 *
 * @param tries tries per host; a request has one more in total (RB-1, RB-5)
 * @param backoff delays between tries
 * @param maxWait longest single wait for a host; beyond it requests fail at once (RB-8), for this time at
 *     most (OJ-5)
 * @param slotWait longest wait for a slot of a host while no request to it makes progress
 * @param queues where requests wait for their turn
 */
record RetryLimits(int tries, Backoff backoff, Duration maxWait, Duration slotWait, HostQueues queues) {}
