// SPDX-License-Identifier: Apache-2.0
package io.regclient.stream;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** A source made from a function; opening a one-shot source twice is refused. */
final class OpenerSource implements BlobSource {
    private final Opener opener;
    private final boolean reopenable;
    private final AtomicBoolean opened = new AtomicBoolean();

    OpenerSource(Opener opener, boolean reopenable) {
        this.opener = opener;
        this.reopenable = reopenable;
    }

    @Override
    public InputStream open() throws IOException {
        if (opened.getAndSet(true) && !reopenable) {
            throw RegistryException.of(ErrorKind.NOT_RETRYABLE, "the content can be read only once");
        }
        return opener.open();
    }

    @Override
    public boolean reopenable() {
        return reopenable;
    }
}
