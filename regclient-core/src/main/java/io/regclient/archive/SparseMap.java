// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.regclient.archive.TarBlock.Field;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where the stored parts of a sparse file belong; between them are zeros (GNU tar manual, "Storing Sparse Files", in
 * all four formats).
 *
 * @param size bytes of the whole file
 * @param parts the stored parts in their order
 */
record SparseMap(long size, List<Part> parts) {
    private static final String KEY = "GNU.sparse.";

    SparseMap {
        parts = List.copyOf(parts);
    }

    /** A stored part. */
    record Part(long offset, long length) {
        long end() {
            return offset + length;
        }
    }

    /** True for a file whose content is a map of its parts and the parts without the holes between them. */
    static boolean isSparse(TarBlock block, PaxRecords pax) {
        return block.type() == 'S' || pax.hasKeyPrefix(KEY);
    }

    /**
     * The map in the blocks of GNU's old format.
     *
     * @param more the blocks behind the header
     * @param stored bytes that the archive holds of the file
     * @throws RegistryException of kind PARSING_FAILED for a wrong map
     */
    static SparseMap ofBlocks(TarBlock block, byte[] more, long stored) throws RegistryException {
        List<Long> numbers = new ArrayList<>(block.numbers(Field.SPARSE_PARTS));
        for (int at = 0; at < more.length; at += TarBlock.SIZE) {
            TarBlock next = new TarBlock(Arrays.copyOfRange(more, at, at + TarBlock.SIZE));
            numbers.addAll(next.numbers(Field.MORE_SPARSE_PARTS));
        }
        return of(block.number(Field.SPARSE_SIZE), numbers, stored);
    }

    /**
     * The map of the versions 0.0, 0.1 and 1.0. Empty for another version and without one, as Go reads it.
     *
     * @param stored bytes that the archive holds of the file, with the map in front of it
     * @param content the stored bytes; version 1.0 has its map in front of them, which then has been read
     * @throws RegistryException of kind PARSING_FAILED for a wrong map, SIZE_LIMIT_EXCEEDED when it is larger than a
     *     header may be
     */
    static Optional<SparseMap> ofRecords(PaxRecords pax, long stored, InputStream content) throws IOException {
        String version =
                pax.get(KEY + "major").orElse("") + "." + pax.get(KEY + "minor").orElse("");
        Optional<String> recorded = pax.get(KEY + "realsize").or(() -> pax.get(KEY + "size"));
        if (version.equals("1.0") && recorded.isPresent()) {
            List<Long> numbers = new ArrayList<>();
            long mapBytes = readNumbers(content, numbers);
            return Optional.of(of(PaxRecords.number(recorded.get()), numbers, stored - mapBytes));
        }
        boolean early = version.equals(".") || version.equals("0.0") || version.equals("0.1");
        List<String> digits =
                pax.get(KEY + "map").map(map -> List.of(map.split(",", -1))).orElseGet(() -> pairs(pax));
        if (!early || digits.isEmpty() || recorded.isEmpty()) {
            return Optional.empty();
        }
        List<Long> numbers = new ArrayList<>();
        for (String each : digits) {
            numbers.add(PaxRecords.number(each));
        }
        return Optional.of(of(PaxRecords.number(recorded.get()), numbers, stored));
    }

    /** Version 0.0 has two records for each part. */
    private static List<String> pairs(PaxRecords pax) {
        List<String> offsets = pax.all(KEY + "offset");
        List<String> lengths = pax.all(KEY + "numbytes");
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < Math.max(offsets.size(), lengths.size()); i++) {
            pairs.add(i < offsets.size() ? offsets.get(i) : "");
            pairs.add(i < lengths.size() ? lengths.get(i) : "");
        }
        return pairs;
    }

    private static SparseMap of(long size, List<Long> numbers, long stored) throws RegistryException {
        List<Part> parts = new ArrayList<>();
        long end = 0;
        long left = stored;
        for (int i = 0; i + 1 < numbers.size(); i += 2) {
            Part part = new Part(numbers.get(i), numbers.get(i + 1));
            if (part.offset < end || part.length < 0 || part.length > size - part.offset) {
                throw damaged();
            }
            end = part.end();
            left -= part.length;
            parts.add(part);
        }
        if (size < 0 || left != 0 || numbers.size() % 2 != 0) {
            throw damaged();
        }
        return new SparseMap(size, parts);
    }

    /** Lines of decimal digits, how many parts there are and then two for each; filled up to a whole block. */
    private static long readNumbers(InputStream content, List<Long> numbers) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long wanted = 0;
        long read = 0;
        boolean counted = false;
        while (!counted || numbers.size() < wanted) {
            byte[] block = content.readNBytes(TarBlock.SIZE);
            read += TarBlock.SIZE;
            if (read > TarHeaderReader.MAX_BYTES) {
                throw RegistryException.of(
                        ErrorKind.SIZE_LIMIT_EXCEEDED,
                        "tar archive has a sparse file whose map is larger than " + TarHeaderReader.MAX_BYTES
                                + " bytes");
            }
            if (block.length < TarBlock.SIZE) {
                throw damaged();
            }
            for (int i = 0; i < block.length && (!counted || numbers.size() < wanted); i++) {
                if (block[i] != '\n') {
                    line.write(block[i]);
                    continue;
                }
                long number = PaxRecords.number(line.toString(ISO_8859_1));
                line.reset();
                if (counted) {
                    numbers.add(number);
                } else {
                    counted = true;
                    wanted = 2 * Math.min(number, TarHeaderReader.MAX_BYTES);
                }
            }
        }
        return read;
    }

    private static RegistryException damaged() {
        return TarBlock.damaged("the map of a sparse file is wrong");
    }
}
