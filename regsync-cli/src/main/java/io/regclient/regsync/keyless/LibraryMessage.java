// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import io.regclient.error.VisibleText;
import java.util.Optional;

/** What the library says, which comes in several lines, or not at all. */
final class LibraryMessage {
    private static final int MAX_LENGTH = 300;

    private LibraryMessage() {}

    /** The message, with that of the cause where there is one. */
    static String of(Throwable failure) {
        String text = message(failure);
        Throwable cause = failure.getCause();
        if (cause != null && !text.contains(message(cause))) {
            text = text + ": " + message(cause);
        }
        return VisibleText.name(text.strip().replaceAll("\\s*\\R\\s*", ", "), MAX_LENGTH);
    }

    private static String message(Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .filter(text -> !text.isBlank())
                .orElse(failure.getClass().getSimpleName());
    }
}
