// SPDX-License-Identifier: Apache-2.0
/** Commands about blobs: {@code regctl blob}, also called {@code regctl layer}. */
@NullMarked
package io.regclient.regctl.command.blob;

import org.jspecify.annotations.NullMarked;
