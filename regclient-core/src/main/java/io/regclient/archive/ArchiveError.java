// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import org.tukaani.xz.MemoryLimitException;

/** Failures of archives and of the files they are in. */
final class ArchiveError {
    private ArchiveError() {}

    /** What a decoder threw: a failure of the source unchanged, anything else is damaged content. */
    static RegistryException damaged(String what, IOException failure) {
        if (failure instanceof RegistryException known) {
            return known;
        }
        if (needsTooMuchMemory(failure)) {
            return RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    what + " needs too much memory: " + RegistryException.describe(failure),
                    failure);
        }
        return isInterrupt(failure) ? canceled(what, failure) : damagedContent(what, failure);
    }

    private static boolean needsTooMuchMemory(IOException failure) {
        return failure instanceof MemoryLimitException
                || (failure instanceof ZstdIOException zstd
                        && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge());
    }

    /** What a decoder threw without declaring it. */
    static RegistryException damagedContent(String what, Exception failure) {
        return RegistryException.of(
                ErrorKind.PARSING_FAILED, what + " is damaged: " + RegistryException.describe(failure), failure);
    }

    /** A failure of a local file. */
    static RegistryException local(String what, IOException failure) {
        if (failure instanceof RegistryException known) {
            return known;
        }
        if (isInterrupt(failure)) {
            return canceled(what, failure);
        }
        return RegistryException.of(ErrorKind.LOCAL_IO, what + ": " + FileFailure.reason(failure), failure);
    }

    private static RegistryException canceled(String what, IOException failure) {
        return RegistryException.of(ErrorKind.CANCELED, what + ": interrupted", failure);
    }

    private static boolean isInterrupt(IOException failure) {
        return failure instanceof ClosedByInterruptException || failure instanceof InterruptedIOException;
    }
}
