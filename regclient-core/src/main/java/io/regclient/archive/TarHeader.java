// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.regclient.archive.TarBlock.Field;
import io.regclient.archive.TarBlock.Format;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything in front of the content of a tar entry, byte for byte as it was read. Never changed: {@code with…} makes
 * another one that differs only in the fields concerned, or returns this one when it says so already. Fields are
 * written as Go's archive/tar writes them, so that edited layers get the digests other tools compute (contract MO-15).
 */
public final class TarHeader {
    private static final String MODIFIED = "mtime";
    private static final String ACCESSED = "atime";
    private static final String STATUS_CHANGED = "ctime";
    private static final String SIZE = "size";
    private static final String USER_NAME = "uname";
    private static final String GROUP_NAME = "gname";
    private static final String SPARSE = "GNU.sparse.";

    private final List<TarPrefix> prefixes;
    private final TarBlock block;
    private final byte[] sparseBlocks;
    private final PaxRecords pax;
    private final String rawName;
    private final long size;

    /**
     * @param sparseBlocks blocks behind the header of a sparse file in GNU's old format
     * @throws RegistryException of kind PARSING_FAILED
     */
    TarHeader(List<TarPrefix> prefixes, TarBlock block, byte[] sparseBlocks) throws RegistryException {
        this(prefixes, block, sparseBlocks, records(prefixes));
        if (size < 0) {
            throw TarBlock.damaged("an entry has a negative size");
        }
    }

    private TarHeader(List<TarPrefix> prefixes, TarBlock block, byte[] sparseBlocks, PaxRecords pax)
            throws RegistryException {
        this.prefixes = List.copyOf(prefixes);
        this.block = block;
        this.sparseBlocks = sparseBlocks;
        this.pax = pax;
        this.rawName = rawName();
        this.size = hasContent() ? storedSize() : 0;
    }

    private static PaxRecords records(List<TarPrefix> prefixes) throws RegistryException {
        for (TarPrefix prefix : prefixes) {
            if (prefix.type() == TarPrefix.PAX) {
                return PaxRecords.parse(prefix.content());
            }
        }
        return PaxRecords.NONE;
    }

    private String rawName() {
        Optional<String> recorded = pax.get(SPARSE + "name").or(() -> pax.get("path"));
        return recorded.or(() -> longText(TarPrefix.LONG_NAME)).orElseGet(this::fieldName);
    }

    private Optional<String> longText(char type) {
        return prefixes.stream()
                .filter(p -> p.type() == type)
                .map(TarPrefix::longName)
                .findFirst();
    }

    private String fieldName() {
        String prefix = switch (block.format()) {
            case USTAR -> block.text(Field.PREFIX);
            case STAR -> block.text(Field.STAR_PREFIX);
            case V7, GNU -> "";
        };
        return EntryName.join(prefix, block.text(Field.NAME));
    }

    private long storedSize() throws RegistryException {
        Optional<String> recorded = pax.get(SIZE);
        return recorded.isPresent() ? PaxRecords.number(recorded.get()) : block.number(Field.LENGTH);
    }

    /** Links, devices, pipes and directories have none, whatever size they say: that is how Go reads them. */
    private boolean hasContent() {
        boolean contentType = block.type() < '1' || block.type() > '6';
        return contentType && kind() != TarEntry.Kind.DIRECTORY;
    }

    /** The name, cleaned by {@link EntryName#clean}. */
    public String name() {
        return EntryName.clean(decoded(rawName));
    }

    /** The name as it is written, for example {@code ./etc/hosts} or, of a directory, {@code etc/}. */
    public String writtenName() {
        return decoded(rawName);
    }

    /** What a link leads to, as it is written; empty for everything else. */
    public String linkName() {
        Optional<String> recorded = pax.get("linkpath").or(() -> longText(TarPrefix.LONG_LINK));
        return decoded(recorded.orElseGet(() -> block.text(Field.LINK)));
    }

    private static String decoded(String raw) {
        return new String(raw.getBytes(ISO_8859_1), UTF_8);
    }

    /** Permission bits. */
    int mode() throws RegistryException {
        return (int) block.number(Field.MODE) & 0777;
    }

    /** The mode as it is written: permission bits, and where the writer says so the set-id and sticky bits. */
    public long writtenMode() throws RegistryException {
        return block.number(Field.MODE);
    }

    /** Number of the user who owns the file. */
    public long userId() throws RegistryException {
        return number("uid", Field.USER_ID);
    }

    /** Number of the group that owns the file. */
    public long groupId() throws RegistryException {
        return number("gid", Field.GROUP_ID);
    }

    private long number(String key, Field field) throws RegistryException {
        Optional<String> recorded = pax.get(key);
        return recorded.isPresent() ? PaxRecords.number(recorded.get()) : block.number(field);
    }

    /** Name of the user who owns the file, empty when unknown. */
    public String userName() {
        return ownerName(USER_NAME, Field.USER_NAME);
    }

    /** Name of the group that owns the file, empty when unknown. */
    public String groupName() {
        return ownerName(GROUP_NAME, Field.GROUP_NAME);
    }

    private String ownerName(String key, Field field) {
        return decoded(pax.get(key).orElseGet(() -> block.format() == Format.V7 ? "" : block.text(field)));
    }

    /** The letter that says what the entry is, {@code '0'} for a file; old archives have NUL for that. */
    public char type() {
        return block.type();
    }

    /** What the entry is. */
    public TarEntry.Kind kind() {
        return switch (block.type()) {
            // the oldest archives have no type for directories
            case 0 -> rawName.endsWith("/") ? TarEntry.Kind.DIRECTORY : TarEntry.Kind.FILE;
            case '0', '7', 'S' -> TarEntry.Kind.FILE;
            case '1' -> TarEntry.Kind.HARD_LINK;
            case '2' -> TarEntry.Kind.SYMBOLIC_LINK;
            case '5' -> TarEntry.Kind.DIRECTORY;
            default -> TarEntry.Kind.OTHER;
        };
    }

    /** True for an entry that holds settings for all that follow; they are not applied here, as Go does not either. */
    boolean isGlobal() {
        return block.type() == 'g';
    }

    /** True for a file whose content is a map of its parts and the parts without the holes between them. */
    public boolean isSparse() {
        return SparseMap.isSparse(block, pax);
    }

    /**
     * Where the stored parts of a sparse file belong; empty for every other content.
     *
     * @param content the content as it lies in the archive; a map in front of it has been read then
     */
    Optional<SparseMap> sparseMap(InputStream content) throws IOException {
        return block.type() == 'S'
                ? Optional.of(SparseMap.ofBlocks(block, sparseBlocks, size))
                : SparseMap.ofRecords(pax, size, content);
    }

    /** Bytes of content in the archive. */
    public long size() {
        return size;
    }

    /**
     * When the content was changed; every entry says that.
     *
     * @throws RegistryException of kind PARSING_FAILED, as for the other times
     */
    public Instant modified() throws RegistryException {
        Optional<String> recorded = pax.get(MODIFIED);
        return recorded.isPresent() ? PaxTime.parse(recorded.get()) : PaxTime.ofSeconds(block.number(Field.MODIFIED));
    }

    /** When the content was read last. */
    public Optional<Instant> accessed() throws RegistryException {
        return time(ACCESSED, accessedField());
    }

    /** When the attributes were changed. */
    public Optional<Instant> statusChanged() throws RegistryException {
        return time(STATUS_CHANGED, statusChangedField());
    }

    private Optional<Instant> time(String key, Optional<Field> field) throws RegistryException {
        Optional<String> recorded = pax.get(key);
        if (recorded.isPresent()) {
            return Optional.of(PaxTime.parse(recorded.get()));
        }
        return field.isPresent() ? Optional.of(PaxTime.ofSeconds(block.number(field.get()))) : Optional.empty();
    }

    private Optional<Field> accessedField() {
        return timeField(Field.GNU_ACCESSED, Field.STAR_ACCESSED);
    }

    private Optional<Field> statusChangedField() {
        return timeField(Field.GNU_CHANGED, Field.STAR_CHANGED);
    }

    private Optional<Field> timeField(Field gnu, Field star) {
        Optional<Field> field = switch (block.format()) {
            case GNU -> Optional.of(gnu);
            case STAR -> Optional.of(star);
            case V7, USTAR -> Optional.empty();
        };
        return field.filter(block::isSet);
    }

    /** A record where the entry has them; else the field, in whole seconds, and a record only for what is too big. */
    public TarHeader withModified(Instant time) throws RegistryException {
        Instant wanted = isExtended() ? time : wholeSeconds(time);
        if (wanted.equals(modified())) {
            return this;
        }
        long seconds = wanted.getEpochSecond();
        if (block.format() == Format.GNU && !isExtended()) {
            return with(block.withNumber(Field.MODIFIED, seconds), pax);
        }
        boolean fits = TarBlock.fitsOctal(Field.MODIFIED, seconds);
        TarBlock changed = block.withOctal(Field.MODIFIED, fits ? seconds : 0);
        boolean covered = fits && wanted.getNano() == 0;
        return with(changed, covered ? pax.without(MODIFIED) : pax.with(MODIFIED, PaxTime.format(wanted)));
    }

    /** Only for an entry that has such a time. */
    public TarHeader withAccessed(Instant time) throws RegistryException {
        return withTime(ACCESSED, accessedField(), accessed().orElseThrow(), time);
    }

    /** Only for an entry that has such a time. */
    public TarHeader withStatusChanged(Instant time) throws RegistryException {
        return withTime(STATUS_CHANGED, statusChangedField(), statusChanged().orElseThrow(), time);
    }

    private TarHeader withTime(String key, Optional<Field> field, Instant current, Instant time)
            throws RegistryException {
        boolean recorded = pax.get(key).isPresent();
        Instant wanted = recorded ? time : wholeSeconds(time);
        if (wanted.equals(current)) {
            return this;
        }
        return recorded
                ? with(block, pax.with(key, PaxTime.format(wanted)))
                : with(block.withNumber(field.orElseThrow(), wanted.getEpochSecond()), pax);
    }

    private boolean isExtended() {
        return prefixes.stream().anyMatch(p -> p.type() == TarPrefix.PAX);
    }

    private static Instant wholeSeconds(Instant time) {
        return Instant.ofEpochSecond(time.getEpochSecond());
    }

    /** The entry without the names of its user and group; their numbers stay. */
    public TarHeader withoutOwnerNames() throws RegistryException {
        boolean fields = block.format() != Format.V7
                && !(block.text(Field.USER_NAME).isEmpty()
                        && block.text(Field.GROUP_NAME).isEmpty());
        if (!fields && pax.get(USER_NAME).isEmpty() && pax.get(GROUP_NAME).isEmpty()) {
            return this;
        }
        TarBlock nameless = fields ? block.without(Field.USER_NAME).without(Field.GROUP_NAME) : block;
        return with(nameless, pax.without(USER_NAME).without(GROUP_NAME));
    }

    /** The header for content of another length; only for a file that is not sparse. */
    TarHeader withSize(long bytes) throws RegistryException {
        if (bytes == size) {
            return this;
        }
        if (block.format() == Format.GNU && !isExtended()) {
            return with(block.withNumber(Field.LENGTH, bytes), pax);
        }
        boolean fits = TarBlock.fitsOctal(Field.LENGTH, bytes);
        return with(
                block.withOctal(Field.LENGTH, fits ? bytes : 0),
                fits ? pax.without(SIZE) : pax.with(SIZE, Long.toString(bytes)));
    }

    private TarHeader with(TarBlock newBlock, PaxRecords records) throws RegistryException {
        if (records.equals(pax)) {
            return new TarHeader(prefixes, newBlock, sparseBlocks, pax);
        }
        List<TarPrefix> changed = new ArrayList<>();
        for (TarPrefix prefix : prefixes) {
            if (prefix.type() != TarPrefix.PAX) {
                changed.add(prefix);
            } else if (!records.isEmpty()) {
                changed.add(prefix.withRecords(records));
            }
        }
        if (!isExtended()) {
            changed.add(TarPrefix.pax(rawName, records));
        }
        return new TarHeader(changed, newBlock, sparseBlocks, records);
    }

    void writeTo(OutputStream out) throws IOException {
        for (TarPrefix prefix : prefixes) {
            prefix.writeTo(out);
        }
        block.writeTo(out);
        out.write(sparseBlocks);
    }
}
