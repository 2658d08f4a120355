// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;

/**
 * Sits between source and target of every transferred blob, for example to slow it down. The contract names it as an
 * option of the library's copies (IC-18); no command has it.
 */
@FunctionalInterface
public interface BlobHook {
    BlobHook NONE = (blob, content) -> content;

    /** Wraps the content; a failure here or while reading ends the copy. */
    InputStream wrap(Descriptor blob, InputStream content) throws IOException;
}
