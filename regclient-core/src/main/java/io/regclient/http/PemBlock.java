// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * One block of a PEM text (RFC 7468). Never printed: it may be a key.
 *
 * @param label text between BEGIN and END, for example {@code CERTIFICATE}
 * @param base64 content; decoded on demand, because a bundle of roots holds far more than one connection needs
 * @param headers true when the block has header lines, as encrypted keys of the old form do
 */
record PemBlock(String label, String base64, boolean headers) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /** All complete blocks of a text; anything between them is ignored. */
    static List<PemBlock> parse(String text) {
        List<PemBlock> blocks = new ArrayList<>();
        int begin = text.indexOf(BEGIN);
        while (begin >= 0) {
            int labelEnd = text.indexOf(DASHES, begin + BEGIN.length());
            int end = labelEnd < 0 ? -1 : text.indexOf(END, labelEnd);
            if (end < 0) {
                break;
            }
            String label = text.substring(begin + BEGIN.length(), labelEnd);
            String content = text.substring(labelEnd + DASHES.length(), end);
            blocks.add(new PemBlock(label, content, content.indexOf(':') >= 0));
            begin = text.indexOf(BEGIN, end);
        }
        return blocks;
    }

    byte[] decode() throws GeneralSecurityException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("PEM block " + label + " is not base64", e);
        }
    }

    @Override
    public String toString() {
        return "PEM block " + label;
    }
}
