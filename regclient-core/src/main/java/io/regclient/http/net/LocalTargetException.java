// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import java.net.UnknownHostException;

/** A name that leads to this machine where that is not allowed (contract RD-2, OK-14). Stays inside this package. */
final class LocalTargetException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    LocalTargetException(String host) {
        super("redirect to a local domain is not allowed: " + host);
    }
}
