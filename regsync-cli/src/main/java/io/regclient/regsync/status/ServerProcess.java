// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import java.time.Instant;
import java.util.Optional;

/**
 * The process of a server.
 *
 * @param version of the program
 * @param began when it started
 * @param name among servers that share entries, empty when it shares none
 */
public record ServerProcess(String version, Instant began, Optional<String> name) {}
