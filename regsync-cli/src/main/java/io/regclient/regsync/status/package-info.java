// SPDX-License-Identifier: Apache-2.0

/**
 * What a server knows about its entries and about the hosts it asks, for people and for monitoring. All of it is bounded by
 * the configuration, however long the server runs. The Prometheus client library lives only here.
 */
@NullMarked
package io.regclient.regsync.status;

import org.jspecify.annotations.NullMarked;
