// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import org.jspecify.annotations.Nullable;

/** Collects text of a template up to a limit: loops, widths and repetitions make much of little. */
final class BoundedText implements Appendable {
    /** Longest text of one value in characters, twice the largest manifest: all texts of a template are kept in memory. */
    static final int MAX_VALUE = 16 << 20;

    private static final String VALUE = "a value of the template makes";

    private final StringBuilder text = new StringBuilder();
    private final String what;
    private final int limit;

    /**
     * An empty text.
     *
     * @param what what makes the text, for the message
     * @param limit most characters
     */
    BoundedText(String what, int limit) {
        this.what = what;
        this.limit = limit;
    }

    /** The text of one value. */
    static BoundedText ofValue() {
        return new BoundedText(VALUE, MAX_VALUE);
    }

    /** A value that a function made of others. */
    static Object requireBounded(Object value) throws RegistryException {
        if (value instanceof String made && made.length() > MAX_VALUE) {
            throw tooLong(VALUE, MAX_VALUE);
        }
        return value;
    }

    @Override
    public BoundedText append(@Nullable CharSequence part) throws RegistryException {
        String added = String.valueOf(part);
        requireRoom(added.length());
        text.append(added);
        return this;
    }

    @Override
    public BoundedText append(@Nullable CharSequence part, int start, int end) throws RegistryException {
        requireRoom(end - start);
        text.append(part, start, end);
        return this;
    }

    private void requireRoom(int length) throws RegistryException {
        if (length > limit - text.length()) {
            throw tooLong(what, limit);
        }
    }

    @Override
    public BoundedText append(char c) throws RegistryException {
        return append(String.valueOf(c));
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    private static RegistryException tooLong(String what, int limit) {
        return RegistryException.of(ErrorKind.SIZE_LIMIT_EXCEEDED, what + " more than " + limit + " characters");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
