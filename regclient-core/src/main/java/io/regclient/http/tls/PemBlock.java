// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.tls;

import io.regclient.file.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * One block of a PEM text (RFC 7468). Never printed: it may be a key.
 *
 * @param label text between BEGIN and END, for example {@code CERTIFICATE}
 * @param base64 content; decoded on demand, because a bundle of roots holds far more than one connection needs
 * @param headers true when the block has header lines, as encrypted keys of the old form do
 */
record PemBlock(String label, String base64, boolean headers) {
    /** Bytes; the bundle of a system has about 250,000. */
    static final int MAX_FILE = 8 << 20;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /** Reads a file of certificates or keys, at most {@link #MAX_FILE} bytes. */
    static String read(Path file) throws IOException {
        Optional<byte[]> content = SmallFile.read(file, MAX_FILE);
        if (content.isEmpty()) {
            throw new IOException("larger than " + MAX_FILE + " bytes");
        }
        return new String(content.get(), StandardCharsets.ISO_8859_1); // PEM is ASCII, comments may be anything
    }

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
