// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.stream.InterruptibleInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/** How a stream is compressed, told by its first bytes (contract AR-1). */
public enum Compression {
    NONE(""),
    GZIP("1f8b08"),
    BZIP2("425a68"),
    XZ("fd377a585a00"),
    ZSTD("28b52ffd");

    /** Bytes of the longest magic number: so many tell a compression. */
    public static final int MAGIC_BYTES = 6;

    private static final int BUFFER_BYTES = 64 << 10;

    /** Memory an xz stream may ask for; the strongest usual setting takes 65 MiB. */
    private static final int XZ_MEMORY_KIB = 192 << 10;

    /** The first bytes in hexadecimal digits. */
    private final String magic;

    Compression(String magic) {
        this.magic = magic;
    }

    /**
     * Finds a compression by its name: {@code none}, {@code gzip}, {@code bzip2}, {@code xz}, {@code zstd}.
     *
     * @throws RegistryException of kind INVALID_INPUT
     */
    public static Compression parse(String name) throws RegistryException {
        for (Compression each : values()) {
            if (each.toString().equals(name)) {
                return each;
            }
        }
        // the others have names, too, and no layer may have them
        throw RegistryException.of(
                ErrorKind.INVALID_INPUT, "unknown compression \"" + name + "\", use gzip, none or zstd");
    }

    /** Tells the compression from the first bytes of a stream; fewer than a magic number has are no compression. */
    public static Compression detect(byte[] head) {
        String start = HexFormat.of().formatHex(head);
        for (Compression each : values()) {
            if (each != NONE && start.startsWith(each.magic)) {
                return each;
            }
        }
        return NONE;
    }

    /**
     * The content of a stream that may be compressed. The size of the result has no limit of its own; damaged content
     * is a failure of kind PARSING_FAILED, an interrupt one of kind CANCELED. Closing the result closes the source.
     */
    public static InputStream decompress(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        buffered.mark(MAGIC_BYTES);
        Compression found = detect(buffered.readNBytes(MAGIC_BYTES));
        buffered.reset();
        if (found == NONE) {
            return new InterruptibleInputStream(buffered);
        }
        String what = found + " content";
        try {
            return new InterruptibleInputStream(new DecodingStream(found.decoder(buffered), what));
        } catch (IOException e) {
            throw ArchiveError.damaged(what, e);
        } catch (RuntimeException e) {
            throw ArchiveError.damagedContent(what, e);
        }
    }

    private InputStream decoder(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(new ReadyStream(in), BUFFER_BYTES);
            case BZIP2 -> new BZip2CompressorInputStream(in, true);
            case XZ -> new XZInputStream(in, XZ_MEMORY_KIB);
            case ZSTD -> new ZstdInputStreamNoFinalizer(in);
        };
    }

    /**
     * A stream that compresses what is written. Closing it ends the compressed data and closes {@code out}.
     *
     * @throws RegistryException of kind UNSUPPORTED for bzip2
     */
    public OutputStream compress(OutputStream out) throws IOException {
        return switch (this) {
            case NONE -> out;
            case GZIP -> new GZIPOutputStream(out, BUFFER_BYTES);
            case XZ -> new XZOutputStream(out, new LZMA2Options());
            case ZSTD -> new ZstdOutputStreamNoFinalizer(out);
            case BZIP2 -> throw RegistryException.of(ErrorKind.UNSUPPORTED, "compressing with bzip2 is not supported");
        };
    }

    /** The name as {@link #parse} takes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
