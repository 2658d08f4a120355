// SPDX-License-Identifier: Apache-2.0
/**
 * Requests, replies and refusals as the embedded registry reads and writes them: ranges, preconditions, pages and error
 * bodies of the distribution API. It knows no repository.
 */
@NullMarked
package io.regclient.server.message;

import org.jspecify.annotations.NullMarked;
