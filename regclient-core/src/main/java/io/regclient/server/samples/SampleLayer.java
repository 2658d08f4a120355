// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.samples;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * A small layer whose bytes are the same on every machine: a tar with fixed times and owners, and a gzip form made of
 * stored blocks, because the output of a compressor depends on the zlib it was built with.
 */
public final class SampleLayer {
    private static final int MAX_STORED = 0xffff;

    private final byte[] tar;

    private SampleLayer(byte[] tar) {
        this.tar = tar;
    }

    /** A layer with one file. */
    public static SampleLayer file(String path, String content) {
        return builder().file(path, content).build();
    }

    /** A layer with one file of incompressible content that depends on nothing but the seed. */
    public static SampleLayer random(long seed, int bytes) {
        byte[] content = new byte[bytes];
        new SplittableRandom(seed).nextBytes(content);
        return builder().file("data/" + seed + ".bin", content).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The uncompressed tar; callers must not modify the array. */
    public byte[] tar() {
        return tar;
    }

    /** The layer as gzip. */
    public byte[] gzip() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255});
        int position = 0;
        do {
            int length = Math.min(MAX_STORED, tar.length - position);
            boolean last = position + length == tar.length;
            out.write(last ? 1 : 0);
            out.writeBytes(littleEndian(4)
                    .putShort((short) length)
                    .putShort((short) ~length)
                    .array());
            out.write(tar, position, length);
            position += length;
        } while (position < tar.length);
        CRC32 crc = new CRC32();
        crc.update(tar);
        out.writeBytes(
                littleEndian(8).putInt((int) crc.getValue()).putInt(tar.length).array());
        return out.toByteArray();
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Collects the entries of a layer; they are written in the order of their names, parents first. */
    public static final class Builder {
        private final TreeMap<String, TarEntry> entries = new TreeMap<>();

        private Builder() {}

        public Builder file(String path, String content) {
            return file(path, utf8(content));
        }

        public Builder file(String path, byte[] content) {
            return add(new TarEntry(path, TarEntry.FILE, "0000644", "", content));
        }

        /** A file that may be run. */
        public Builder executable(String path, String content) {
            return add(new TarEntry(path, TarEntry.FILE, "0000755", "", utf8(content)));
        }

        public Builder directory(String path) {
            return add(TarEntry.directory(path + "/"));
        }

        public Builder symlink(String path, String target) {
            return add(new TarEntry(path, TarEntry.SYMLINK, "0000777", target, new byte[0]));
        }

        /** The mark that a file of a lower layer is deleted (OCI image specification, "Whiteouts"). */
        public Builder whiteout(String path) {
            int slash = path.lastIndexOf('/');
            return file(path.substring(0, slash + 1) + ".wh." + path.substring(slash + 1), "");
        }

        private Builder add(TarEntry entry) {
            String path = entry.path;
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                String parent = path.substring(0, slash + 1);
                entries.putIfAbsent(parent, TarEntry.directory(parent));
            }
            entries.put(path, entry);
            return this;
        }

        public SampleLayer build() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            entries.values().forEach(entry -> entry.writeTo(out));
            out.writeBytes(new byte[2 * TarEntry.BLOCK]);
            return new SampleLayer(out.toByteArray());
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** An entry in the ustar format (POSIX.1-1988), owned by root, with a fixed time. */
    private static final class TarEntry {
        static final int BLOCK = 512;
        static final String FILE = "0";
        static final String SYMLINK = "2";
        static final String DIRECTORY = "5";
        private static final int MAX_NAME = 100;
        private static final long TIME = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();

        private final String path;
        private final String type;
        private final String mode;
        private final String link;
        private final byte[] content;

        TarEntry(String path, String type, String mode, String link, byte[] content) {
            if (path.length() > MAX_NAME || link.length() > MAX_NAME) {
                throw new IllegalArgumentException("longer than " + MAX_NAME + " characters: " + path);
            }
            this.path = path;
            this.type = type;
            this.mode = mode;
            this.link = link;
            this.content = content;
        }

        static TarEntry directory(String path) {
            return new TarEntry(path, DIRECTORY, "0000755", "", new byte[0]);
        }

        void writeTo(ByteArrayOutputStream out) {
            out.writeBytes(header());
            out.writeBytes(content);
            out.writeBytes(new byte[Math.floorMod(-content.length, BLOCK)]);
        }

        private byte[] header() {
            ByteBuffer header = ByteBuffer.allocate(BLOCK);
            header.put(0, utf8(path));
            header.put(100, utf8(mode));
            header.put(108, utf8("0000000\0" + "0000000\0"));
            header.put(124, utf8(octal(content.length, 11) + "\0" + octal(TIME, 11) + "\0"));
            header.put(148, utf8("        "));
            header.put(156, utf8(type));
            header.put(157, utf8(link));
            header.put(257, utf8("ustar\0" + "00"));
            long sum = 0;
            for (byte b : header.array()) {
                sum += b & 0xff;
            }
            header.put(148, utf8(octal(sum, 6) + "\0 "));
            return header.array();
        }

        private static String octal(long value, int width) {
            String digits = Long.toOctalString(value);
            return "0".repeat(width - digits.length()) + digits;
        }
    }
}
