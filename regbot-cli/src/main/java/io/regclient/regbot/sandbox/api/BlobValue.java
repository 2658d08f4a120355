// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.stream.BlobReader;
import java.io.IOException;
import java.util.Optional;

/** A blob in the hands of a script: it can be passed on once, not read. */
final class BlobValue implements AutoCloseable {
    private final Ref repo;
    private final Descriptor descriptor;
    private Optional<BlobReader> content;

    BlobValue(Ref repo, Descriptor descriptor, Optional<BlobReader> content) {
        this.repo = repo;
        this.descriptor = descriptor;
        this.content = content;
    }

    Ref repo() {
        return repo;
    }

    Descriptor descriptor() {
        return descriptor;
    }

    /** The content, for its one use; the caller closes it. */
    BlobReader take() {
        BlobReader reader = content.orElseThrow(
                () -> new ScriptError("the blob has no content: it was asked for with head or was already put"));
        content = Optional.empty();
        return reader;
    }

    @Override
    public void close() throws IOException {
        if (content.isPresent()) {
            content.get().close();
        }
    }
}
