// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import org.jspecify.annotations.Nullable;

/** Collects the output of a template up to a limit. */
final class BoundedText implements Appendable {
    private final StringBuilder text = new StringBuilder();
    private final int limit;

    /** @param limit most characters */
    BoundedText(int limit) {
        this.limit = limit;
    }

    @Override
    public Appendable append(@Nullable CharSequence part) throws RegistryException {
        CharSequence added = String.valueOf(part);
        return append(added, 0, added.length());
    }

    @Override
    public Appendable append(@Nullable CharSequence part, int start, int end) throws RegistryException {
        if (end - start > limit - text.length()) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED, "the template writes more than " + limit + " characters");
        }
        text.append(part, start, end);
        return this;
    }

    @Override
    public Appendable append(char c) throws RegistryException {
        return append(String.valueOf(c));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
