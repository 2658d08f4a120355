// SPDX-License-Identifier: Apache-2.0
/** What the development registry of {@code regctl registry serve} needs beside the server: a certificate and users. */
@NullMarked
package io.regclient.kit.serve;

import org.jspecify.annotations.NullMarked;
