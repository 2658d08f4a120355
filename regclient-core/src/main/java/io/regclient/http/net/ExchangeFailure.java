// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.error.RegistryException;
import java.io.IOException;

/** No usable answer came: the connection could not be made, broke or was too slow. Stays inside this package. */
public final class ExchangeFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final RegistryException error;
    private final boolean permanent;
    private final boolean stale;

    /**
     * A failure.
     *
     * @param error what the caller gets to see
     * @param permanent true when trying the same host again is pointless, for example with an untrusted certificate
     * @param stale true when a reused connection turned out to be closed before anything was answered
     */
    ExchangeFailure(RegistryException error, boolean permanent, boolean stale) {
        super(error.getMessage(), error);
        this.error = error;
        this.permanent = permanent;
        this.stale = stale;
    }

    public RegistryException error() {
        return error;
    }

    public boolean permanent() {
        return permanent;
    }

    public boolean stale() {
        return stale;
    }
}
