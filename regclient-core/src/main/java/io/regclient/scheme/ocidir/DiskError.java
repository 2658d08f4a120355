// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import io.regclient.file.LockFile;
import java.io.IOException;

/** Failures of the local disk as one line: what was tried, on which file, why. */
final class DiskError {
    private DiskError() {}

    /** A known failure unchanged, an interrupted one as CANCELED, anything else as LOCAL_IO. */
    static RegistryException of(String what, IOException failure) {
        if (failure instanceof RegistryException known) {
            return known;
        }
        if (isInterrupt(failure)) {
            return RegistryException.of(ErrorKind.CANCELED, what + ": interrupted", failure);
        }
        return RegistryException.of(ErrorKind.LOCAL_IO, what + ": " + FileFailure.located(failure), failure);
    }

    static boolean isInterrupt(IOException failure) {
        return LockFile.isInterrupt(failure);
    }
}
