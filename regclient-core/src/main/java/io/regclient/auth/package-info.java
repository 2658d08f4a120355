// SPDX-License-Identifier: Apache-2.0
/**
 * Answers to 401 challenges: Basic and Bearer with their scopes and tokens (contract section 4). Knows nothing about
 * the HTTP client; token requests go through a function of the caller.
 */
@NullMarked
package io.regclient.auth;

import org.jspecify.annotations.NullMarked;
