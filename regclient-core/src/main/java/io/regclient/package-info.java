// SPDX-License-Identifier: Apache-2.0
/** The library's entry point: one client for registries and OCI layouts. */
@NullMarked
package io.regclient;

import org.jspecify.annotations.NullMarked;
