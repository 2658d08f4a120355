// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** Just enough DER (ITU-T X.690) to find the names in a certificate and to wrap bare private keys. */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_ID = 0x06;
    static final int SEQUENCE = 0x30;
    static final int CONTEXT_0 = 0xa0;

    private final byte[] bytes;
    private final int end;
    private int pos;

    private Der(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.pos = start;
        this.end = end;
    }

    static Der of(byte[] bytes) {
        return new Der(bytes, 0, bytes.length);
    }

    boolean hasNext() {
        return pos < end;
    }

    /** Tag of the next element, -1 at the end. */
    int peek() {
        return pos < end ? bytes[pos] & 0xff : -1;
    }

    /** Steps into the next element, which must have the tag. */
    Der enter(int tag) throws GeneralSecurityException {
        if (peek() != tag) {
            throw new GeneralSecurityException("unexpected element in DER data");
        }
        int start = contentStart();
        int contentEnd = start + contentLength();
        pos = contentEnd;
        return new Der(bytes, start, contentEnd);
    }

    /** The next element with its tag and length. */
    byte[] next() throws GeneralSecurityException {
        int start = pos;
        skip();
        return Arrays.copyOfRange(bytes, start, pos);
    }

    /** The content of the next element, which must have the tag. */
    byte[] content(int tag) throws GeneralSecurityException {
        Der inside = enter(tag);
        return Arrays.copyOfRange(bytes, inside.pos, inside.end);
    }

    void skip() throws GeneralSecurityException {
        pos = contentStart() + contentLength();
    }

    /** An element made of the parts. */
    static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int size = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            out.write(0x80 | size);
            for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) {
                out.write(length >> shift);
            }
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private int contentStart() throws GeneralSecurityException {
        int first = at(pos + 1);
        return pos + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private int contentLength() throws GeneralSecurityException {
        int first = at(pos + 1);
        int length = first < 0x80 ? first : 0;
        int size = first < 0x80 ? 0 : first & 0x7f;
        if (size > 3) {
            throw new GeneralSecurityException("DER element too long");
        }
        for (int i = 0; i < size; i++) {
            length = length << 8 | at(pos + 2 + i);
        }
        if (pos + 2 + size + length > end) {
            throw new GeneralSecurityException("DER data cut off");
        }
        return length;
    }

    private int at(int index) throws GeneralSecurityException {
        if (index >= end) {
            throw new GeneralSecurityException("DER data cut off");
        }
        return bytes[index] & 0xff;
    }
}
