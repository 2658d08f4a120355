// SPDX-License-Identifier: Apache-2.0
package io.regclient.observe;

import java.util.OptionalLong;

/**
 * What a host takes.
 *
 * @param host name of the configured host: the registry or a mirror
 * @param width requests that are sent to it at the same time, at most; it may follow what the host bears
 * @param remaining requests it says it will still answer ({@code RateLimit-Remaining}), empty when this answer says nothing
 */
public record HostLimits(String host, int width, OptionalLong remaining) {}
