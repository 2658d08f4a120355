// SPDX-License-Identifier: Apache-2.0
package io.regclient.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON text into a tree: {@code Map<String, Object>} in source order, {@code List<Object>}, {@code String},
 * {@code Long}, {@code Double} (fractions and integers beyond 64 bits), {@code Boolean} or null. Keys match by exact
 * letter case, the last of several equal keys wins, text behind the value is an error (contract JS-4). Depth, number of
 * values, length of texts, keys and numbers, and the memory of the tree are limited.
 */
public final class Json {
    /** Deepest nesting of objects and arrays that is read. */
    public static final int MAX_DEPTH = 64;

    /** Longest single text in characters: a manifest of 8 MiB may be one embedded base64 text. */
    static final int MAX_STRING = 16 << 20;

    /** Longest key in characters. */
    static final int MAX_KEY = 50_000;

    /** Most digits of a number. */
    static final int MAX_DIGITS = 1000;

    /**
     * Most values in a document, nested ones included: an empty object is three characters of text but a hundred bytes
     * of memory. A manifest of 8 MiB with descriptors and nothing else has half as many.
     */
    static final int MAX_VALUES = 1_000_000;

    /**
     * Most memory a tree takes in bytes, by what its maps, lists and texts are made of: one key of six letters in an
     * object of its own is ten characters of text and two hundred bytes of memory. The programs have 256 MiB for
     * everything; a manifest of 8 MiB with descriptors and nothing else takes a third of this.
     */
    static final int MAX_MEMORY = 96 << 20;

    private static final int TEXT_BYTES = 48;

    /** The last character that takes one byte where all others of its text do. */
    private static final int MAX_NARROW = 0xff;

    private static final int OBJECT_BYTES = 64;
    private static final int LIST_BYTES = 80;
    private static final int ELEMENT_BYTES = 8;

    /** The table of an object that is not empty. */
    private static final int TABLE_BYTES = 80;

    private static final int MEMBER_BYTES = 48;

    /** A key is kept once however often it comes. */
    private static final int KEY_BYTES = 96;

    /** Length of U+FEFF, which some editors put in front of a text. */
    private static final int MARK_BYTES = 3;

    /** A word of the input in a message of the parser. */
    private static final Pattern QUOTED_WORD = Pattern.compile(" '[^' ]{2,}'");

    /** What the parser says about places in a source it does not name. */
    private static final Pattern SOURCE = Pattern.compile(" ?\\([^()\\[]*\\[Source: .*$");

    /** Order of map keys in written JSON: bytewise over UTF-8, which is the order of code points (JS-1). */
    public static final Comparator<String> BYTE_ORDER = Json::compareCodePoints;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING)
                    .maxNumberLength(MAX_DIGITS)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final JsonParser parser;
    private final String what;
    private final boolean unique;
    private final Map<String, String> keys = new HashMap<>();
    private int values;
    private long memory;

    private Json(JsonParser parser, String what, boolean unique) {
        this.parser = parser;
        this.what = what;
        this.unique = unique;
    }

    /**
     * Reads one JSON value from UTF-8 bytes; malformed UTF-8 becomes U+FFFD, and a mark in front is read over (RFC 8259,
     * section 8.1).
     *
     * @param what what the bytes are, for the message, for example {@code manifest registry/repo:tag}
     * @throws RegistryException of kind PARSING_FAILED
     */
    public static @Nullable Object parse(byte[] utf8, String what) throws RegistryException {
        return parse(utf8, what, false);
    }

    private static @Nullable Object parse(byte[] utf8, String what, boolean unique) throws RegistryException {
        int start = startsWithMark(utf8) ? MARK_BYTES : 0;
        // decoded piece by piece: as one text a document of megabytes would be in memory twice
        Reader text = new InputStreamReader(
                new ByteArrayInputStream(utf8, start, utf8.length - start), StandardCharsets.UTF_8);
        return parse(() -> FACTORY.createParser(text), what, unique);
    }

    /**
     * Reads one JSON value.
     *
     * @throws RegistryException of kind PARSING_FAILED
     */
    public static @Nullable Object parse(String text, String what) throws RegistryException {
        String unmarked = text.startsWith("\ufeff") ? text.substring(1) : text;
        return parse(() -> FACTORY.createParser(unmarked), what, false);
    }

    private static boolean startsWithMark(byte[] utf8) {
        return utf8.length >= MARK_BYTES && utf8[0] == (byte) 0xef && utf8[1] == (byte) 0xbb && utf8[2] == (byte) 0xbf;
    }

    /** Begins to read a source. */
    private interface Opening {
        JsonParser open() throws IOException;
    }

    private static @Nullable Object parse(Opening opening, String what, boolean unique) throws RegistryException {
        try (JsonParser parser = opening.open()) {
            if (parser.nextToken() == null) {
                throw failed(what, "unexpected end of JSON input");
            }
            Object value = new Json(parser, what, unique).value();
            if (parser.nextToken() != null) {
                throw failed(what, "unexpected text after the JSON value" + position(parser));
            }
            return value;
        } catch (RegistryException e) {
            throw e;
        } catch (JsonProcessingException e) {
            String position = e.getLocation() == null
                    ? ""
                    : position(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            // without the cause, which quotes the text it could not read: that may be a secret
            throw failed(what, oneLine(e) + position);
        } catch (IOException e) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, what + ": " + RegistryException.describe(e), e);
        } catch (RuntimeException e) {
            // a defect of the parser that an odd text brings to light; its message may quote the text
            throw failed(what, "the parser fails with " + e.getClass().getSimpleName());
        }
    }

    /**
     * Reads a JSON object.
     *
     * @throws RegistryException of kind PARSING_FAILED, also when the value is not an object
     */
    public static JsonObject parseObject(byte[] utf8, String what) throws RegistryException {
        return asObject(parse(utf8, what), what);
    }

    /**
     * Reads a JSON object.
     *
     * @throws RegistryException of kind PARSING_FAILED, also when the value is not an object
     */
    public static JsonObject parseObject(String text, String what) throws RegistryException {
        return asObject(parse(text, what), what);
    }

    /**
     * Reads a JSON object of which no two readers may think differently, such as one that is signed: a key that an object
     * has twice is an error.
     *
     * @throws RegistryException of kind PARSING_FAILED, also when the value is not an object
     */
    public static JsonObject parseUniqueObject(byte[] utf8, String what) throws RegistryException {
        return asObject(parse(utf8, what, true), what);
    }

    private static JsonObject asObject(@Nullable Object value, String what) throws RegistryException {
        if (value instanceof Map<?, ?> map) {
            return JsonObject.of(what, map);
        }
        throw failed(what, "a JSON object is expected");
    }

    /** A copy whose keys are in {@link #BYTE_ORDER}; nested maps stay as they are. */
    public static <V> Map<String, V> sorted(Map<String, V> map) {
        Map<String, V> ordered = new TreeMap<>(BYTE_ORDER);
        ordered.putAll(map);
        return new LinkedHashMap<>(ordered);
    }

    private @Nullable Object value() throws IOException {
        if (++values > MAX_VALUES) {
            throw failed(what, "more than " + MAX_VALUES + " values" + position(parser));
        }
        take(ELEMENT_BYTES);
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> text();
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private Object integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> parser.getDoubleValue();
        };
    }

    private void take(long bytes) throws RegistryException {
        memory += bytes;
        if (memory > MAX_MEMORY) {
            throw failed(what, "it takes more than " + MAX_MEMORY + " bytes of memory" + position(parser));
        }
    }

    private String text() throws IOException {
        String text = parser.getText();
        int widest = 0;
        for (int i = 0; i < text.length(); i++) {
            widest = Math.max(widest, text.charAt(i));
        }
        take(TEXT_BYTES + text.length() * (widest > MAX_NARROW ? 2L : 1L));
        return widest < Character.MIN_SURROGATE ? text : wellFormed(text);
    }

    private Map<String, @Nullable Object> object() throws IOException {
        take(OBJECT_BYTES);
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (name.length() > MAX_KEY) {
                throw failed(what, "a key of more than " + MAX_KEY + " characters" + position(parser));
            }
            take(map.isEmpty() ? TABLE_BYTES + MEMBER_BYTES : MEMBER_BYTES);
            String key = key(name);
            if (unique && map.containsKey(key)) {
                throw failed(what, "a key twice in one object" + position(parser));
            }
            parser.nextToken();
            map.put(key, value());
        }
        return map;
    }

    private String key(String name) throws RegistryException {
        String known = keys.putIfAbsent(name, name);
        if (known == null) {
            take(KEY_BYTES + 2L * name.length());
        }
        return known == null ? name : known;
    }

    private List<@Nullable Object> array() throws IOException {
        take(LIST_BYTES);
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value());
        }
        return list;
    }

    /** Escapes can make half a surrogate pair, which is no text; it is read as U+FFFD (JS-1). */
    private static String wellFormed(String text) {
        StringBuilder repaired = new StringBuilder(text.length());
        text.codePoints().forEach(c -> repaired.appendCodePoint(isHalfPair(c) ? 0xfffd : c));
        return repaired.toString();
    }

    private static boolean isHalfPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static String oneLine(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        String text = message == null ? e.getClass().getSimpleName() : message;
        int end = text.indexOf('\n');
        String first = SOURCE.matcher(end < 0 ? text : text.substring(0, end)).replaceFirst("");
        return QUOTED_WORD.matcher(first).replaceAll("");
    }

    private static String position(JsonParser parser) {
        var location = parser.currentTokenLocation();
        return position(location.getLineNr(), location.getColumnNr());
    }

    private static String position(int line, int column) {
        return " (line " + line + ", column " + column + ")";
    }

    static RegistryException failed(String what, String why) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, what + ": invalid JSON: " + why);
    }

    private static int compareCodePoints(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
                return surrogates ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
