// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.luaj.vm2.LuaBoolean;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Conversions between Lua byte strings and Java text. */
public final class LuaStrings {
    /** No operation makes a longer string: 16 MiB. */
    public static final int MAX_LENGTH = 16 << 20;

    private static final int LONGEST_MESSAGE = 16 << 10;

    private LuaStrings() {}

    /** What every operation says that would make a longer string. */
    public static ScriptError tooLong() {
        return new ScriptError("resulting string too large (the limit is " + MAX_LENGTH + " bytes)");
    }

    /** The UTF-8 bytes of the text. */
    public static LuaString of(String text) {
        return LuaString.valueUsing(text.getBytes(UTF_8));
    }

    /** A string of these bytes, which the caller does not change any more. */
    public static LuaString of(byte[] bytes) {
        return LuaString.valueUsing(bytes);
    }

    /** The text of a string; bytes that are not UTF-8 become replacement characters. */
    public static String text(LuaString string) {
        return new String(string.m_bytes, string.m_offset, string.m_length, UTF_8);
    }

    /** The beginning of {@link #plainText}, for messages: a script's error value may be very long. */
    public static String shortText(LuaValue value) {
        return value instanceof LuaString string && string.m_length > LONGEST_MESSAGE
                ? text(slice(string, 0, LONGEST_MESSAGE)) + "..."
                : plainText(value);
    }

    /** One string followed by another. */
    public static LuaString join(LuaString first, LuaString second) {
        byte[] bytes = Arrays.copyOf(bytes(first), first.m_length + second.m_length);
        System.arraycopy(second.m_bytes, second.m_offset, bytes, first.m_length, second.m_length);
        return of(bytes);
    }

    /** A copy of the bytes. */
    public static byte[] bytes(LuaString string) {
        return Arrays.copyOfRange(string.m_bytes, string.m_offset, string.m_offset + string.m_length);
    }

    /** The bytes from one offset to another (exclusive), as a string that does not keep the original alive. */
    public static LuaString slice(LuaString string, int from, int to) {
        if (from == 0 && to == string.m_length) {
            return string;
        }
        return LuaString.valueUsing(Arrays.copyOfRange(string.m_bytes, string.m_offset + from, string.m_offset + to));
    }

    /** Byte order, bytes unsigned: negative, zero or positive. */
    public static int compare(LuaString a, LuaString b) {
        return Arrays.compareUnsigned(
                a.m_bytes, a.m_offset, a.m_offset + a.m_length, b.m_bytes, b.m_offset, b.m_offset + b.m_length);
    }

    /** What {@code tostring} gives without looking at metatables; never a Java class name. */
    public static String plainText(LuaValue value) {
        return switch (value) {
            case LuaString string -> text(string);
            case LuaNumber number -> LuaNumbers.format(number.todouble());
            case LuaBoolean flag -> flag.v ? "true" : "false";
            case LuaValue other when other.isnil() -> "nil";
            default -> value.typename() + ": 0x" + "%08x".formatted(System.identityHashCode(value));
        };
    }
}
