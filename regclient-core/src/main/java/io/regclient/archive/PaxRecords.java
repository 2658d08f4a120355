// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.regclient.error.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The records of an extended header (POSIX 1003.1 "pax Extended Header"), in their order. Values may be binary, so all
 * text is one character for each byte. Never changed: {@code with…} makes another list.
 *
 * @param records keys and values; the last one counts when a key comes twice
 */
record PaxRecords(List<PaxRecord> records) {
    static final PaxRecords NONE = new PaxRecords(List.of());

    /** A record has fewer bytes than this number of digits tells; larger headers are refused before. */
    private static final int LENGTH_DIGITS = 9;

    private static final int NUMBER_DIGITS = 18;

    PaxRecords {
        records = List.copyOf(records);
    }

    /** One {@code key=value} of an extended header. */
    record PaxRecord(String key, String value) {
        /** The record with its length in front, which counts its own digits. */
        private String encoded() {
            int rest = key.length() + value.length() + 3;
            int length = rest + Integer.toString(rest).length();
            length = rest + Integer.toString(length).length();
            return length + " " + key + "=" + value + "\n";
        }
    }

    /**
     * Reads the content of an extended header.
     *
     * @throws RegistryException of kind PARSING_FAILED
     */
    static PaxRecords parse(byte[] content) throws RegistryException {
        String text = new String(content, ISO_8859_1);
        List<PaxRecord> records = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int blank = text.indexOf(' ', start);
            int end = start + length(text, start, blank);
            int equal = text.indexOf('=', blank);
            if (equal <= blank + 1 || equal >= end || end > text.length() || text.charAt(end - 1) != '\n') {
                throw damaged();
            }
            records.add(new PaxRecord(text.substring(blank + 1, equal), text.substring(equal + 1, end - 1)));
            start = end;
        }
        return new PaxRecords(records);
    }

    private static int length(String text, int start, int end) throws RegistryException {
        if (end <= start || end - start > LENGTH_DIGITS) {
            throw damaged();
        }
        return (int) number(text.substring(start, end));
    }

    /** Reads a decimal number that is not negative. */
    static long number(String digits) throws RegistryException {
        boolean valid = !digits.isEmpty()
                && digits.length() <= NUMBER_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!valid) {
            throw damaged();
        }
        return Long.parseLong(digits);
    }

    private static RegistryException damaged() {
        return TarBlock.damaged("invalid record in an extended header");
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    /** The value as it is; one that is empty leaves the field of the header in force, so it counts as none. */
    Optional<String> get(String key) {
        return records.stream()
                .filter(r -> r.key.equals(key) && !r.value.isEmpty())
                .reduce((first, last) -> last)
                .map(PaxRecord::value);
    }

    /** All values of a key, in their order. */
    List<String> all(String key) {
        return records.stream()
                .filter(r -> r.key.equals(key))
                .map(PaxRecord::value)
                .toList();
    }

    boolean hasKeyPrefix(String prefix) {
        return records.stream().anyMatch(r -> r.key.startsWith(prefix));
    }

    PaxRecords without(String key) {
        return new PaxRecords(records.stream().filter(r -> !r.key.equals(key)).toList());
    }

    /** Replaces a value in its place; a new key goes where the order of the others, as Go writes it, wants it. */
    PaxRecords with(String key, String value) {
        List<PaxRecord> changed = new ArrayList<>();
        boolean placed = false;
        boolean known = records.stream().anyMatch(r -> r.key.equals(key));
        for (PaxRecord each : records) {
            boolean here = known ? each.key.equals(key) : each.key.compareTo(key) > 0;
            if (here && !placed) {
                changed.add(new PaxRecord(key, value));
                placed = true;
            }
            if (!each.key.equals(key)) {
                changed.add(each);
            }
        }
        if (!placed) {
            changed.add(new PaxRecord(key, value));
        }
        return new PaxRecords(changed);
    }

    /** The content of an extended header. */
    byte[] encoded() {
        StringBuilder text = new StringBuilder();
        records.forEach(r -> text.append(r.encoded()));
        return text.toString().getBytes(ISO_8859_1);
    }
}
