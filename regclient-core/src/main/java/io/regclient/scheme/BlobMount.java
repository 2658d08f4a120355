// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

import io.regclient.model.Descriptor;
import io.regclient.stream.BlobSource;
import java.io.IOException;

/**
 * The answer to a mount (contract BL-5). A registry that does not mount opens an upload instead; whoever has the blob
 * goes on with that, which saves two requests, or gives it up.
 */
public interface BlobMount {
    /** True when the blob is there: nothing is left to do. */
    boolean isDone();

    /** Uploads the blob as {@link Scheme#putBlob} does, by what was opened; once, instead of {@link #cancel}. */
    Descriptor put(Descriptor expected, BlobSource body) throws IOException;

    /** Gives up what was opened. */
    void cancel();
}
