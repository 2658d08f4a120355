// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

/** Whether a transfer reads from or writes to a place. */
public enum Access {
    READ,
    WRITE
}
