// SPDX-License-Identifier: Apache-2.0
/** Commands about references and digests as texts, which ask no registry: {@code regctl ref} and {@code regctl digest}. */
@NullMarked
package io.regclient.regctl.command.ref;

import org.jspecify.annotations.NullMarked;
