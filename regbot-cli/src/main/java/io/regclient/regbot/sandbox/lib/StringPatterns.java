// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import static org.luaj.vm2.LuaValue.NIL;

import io.regclient.regbot.sandbox.vm.HostFunction;
import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import java.io.ByteArrayOutputStream;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The four functions that search with patterns. */
final class StringPatterns {
    private static final int BYTES_PER_STEP = 8;
    private static final String SPECIAL = "^$*+?.([%-";

    private final Interpreter vm;

    StringPatterns(Interpreter vm) {
        this.vm = vm;
    }

    Varargs find(ScriptArguments args) {
        LuaString pattern = args.string(2);
        if (!args.value(4).toboolean() && hasSpecials(pattern)) {
            return search(args, true);
        }
        LuaString subject = args.string(1);
        int found = plainSearch(subject, pattern, start(args, subject));
        return found < 0
                ? NIL
                : LuaValue.varargsOf(LuaInteger.valueOf(found + 1), LuaInteger.valueOf(found + pattern.m_length));
    }

    private int plainSearch(LuaString subject, LuaString wanted, int start) {
        for (int at = start; at <= subject.m_length - wanted.m_length; at++) {
            int same = 0;
            while (same < wanted.m_length && subject.luaByte(at + same) == wanted.luaByte(same)) {
                same++;
            }
            if (same == wanted.m_length) {
                return at;
            }
            vm.watch().steps(1 + same / 8);
        }
        return -1;
    }

    Varargs match(ScriptArguments args) {
        return search(args, false);
    }

    private static boolean hasSpecials(LuaString pattern) {
        for (int i = 0; i < pattern.m_length; i++) {
            if (SPECIAL.indexOf(pattern.luaByte(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static int start(ScriptArguments args, LuaString subject) {
        long position = (long) args.number(3, 1);
        long offset = position > 0 ? position - 1 : position < 0 ? subject.m_length + position : 0;
        return (int) Math.clamp(offset, 0L, subject.m_length);
    }

    private Varargs search(ScriptArguments args, boolean positions) {
        LuaString subject = args.string(1);
        LuaString pattern = args.string(2);
        PatternMatcher matcher = new PatternMatcher(vm.watch(), subject, pattern);
        int anchor = isAnchored(pattern) ? 1 : 0;
        int last = anchor == 1 ? start(args, subject) : subject.m_length;
        for (int at = start(args, subject); at <= last; at++) {
            int end = matcher.matchAt(at, anchor);
            if (end >= 0) {
                return positions ? positions(matcher, at, end) : captures(matcher, at, end);
            }
        }
        return NIL;
    }

    private static boolean isAnchored(LuaString pattern) {
        return pattern.m_length > 0 && pattern.luaByte(0) == '^';
    }

    private static Varargs positions(PatternMatcher matcher, int from, int to) {
        LuaValue[] values = new LuaValue[2 + matcher.captures()];
        values[0] = LuaInteger.valueOf(from + 1);
        values[1] = LuaInteger.valueOf(to);
        for (int i = 2; i < values.length; i++) {
            values[i] = matcher.capture(i - 2, from, to);
        }
        return LuaValue.varargsOf(values);
    }

    /** The captures of a match, or the whole match when the pattern has none. */
    private static Varargs captures(PatternMatcher matcher, int from, int to) {
        LuaValue[] values = new LuaValue[Math.max(1, matcher.captures())];
        for (int i = 0; i < values.length; i++) {
            values[i] = matcher.capture(i, from, to);
        }
        return LuaValue.varargsOf(values);
    }

    Varargs matches(ScriptArguments args) {
        LuaString subject = args.string(1);
        LuaString pattern = args.string(2);
        int[] next = {0};
        PatternMatcher matcher = new PatternMatcher(vm.watch(), subject, pattern);
        HostFunction.Body iterator = ignored -> {
            matcher.restart();
            for (int at = next[0]; at <= subject.m_length; at++) {
                int end = matcher.matchAt(at, 0);
                if (end >= 0) {
                    next[0] = end == at ? end + 1 : end;
                    return captures(matcher, at, end);
                }
            }
            next[0] = subject.m_length + 1;
            return NIL;
        };
        return HostFunction.holding("gmatch", iterator, subject, pattern);
    }

    Varargs substitute(ScriptArguments args) {
        LuaString subject = args.string(1);
        LuaString pattern = args.string(2);
        LuaValue replacement = replacement(args);
        double limit = args.number(4, subject.m_length + 1.0);
        PatternMatcher matcher = new PatternMatcher(vm.watch(), subject, pattern);
        int anchor = isAnchored(pattern) ? 1 : 0;
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        int at = 0;
        int count = 0;
        while (count < limit) {
            int end = matcher.matchAt(at, anchor);
            if (end >= 0) {
                count++;
                append(result, replace(matcher, at, end, replacement));
            }
            if (end > at) {
                at = end;
            } else if (at < subject.m_length) {
                result.write(subject.luaByte(at++));
            } else {
                break;
            }
            if (anchor == 1) {
                break;
            }
        }
        append(result, LuaStrings.slice(subject, Math.min(at, subject.m_length), subject.m_length));
        vm.watch().allocateString(result.size());
        return LuaValue.varargsOf(LuaStrings.of(result.toByteArray()), LuaInteger.valueOf(count));
    }

    private static LuaValue replacement(ScriptArguments args) {
        LuaValue value = args.value(3);
        if (value instanceof LuaTable || value instanceof LuaFunction) {
            return value;
        }
        return ScriptArguments.asString(value)
                .orElseThrow(() -> args.bad(3, "string/function/table expected, got " + value.typename()));
    }

    private static void append(ByteArrayOutputStream result, LuaString text) {
        TableLibrary.checkLength(result.size() + text.m_length);
        result.write(text.m_bytes, text.m_offset, text.m_length);
    }

    private LuaString replace(PatternMatcher matcher, int from, int to, LuaValue replacement) {
        LuaValue value = switch (replacement) {
            case LuaString template -> expand(matcher, from, to, template);
            case LuaTable table -> vm.operators().index(table, matcher.capture(0, from, to));
            default -> vm.call(replacement, captures(matcher, from, to)).arg1();
        };
        if (!value.toboolean()) {
            return matcher.slice(from, to);
        }
        return ScriptArguments.asString(value)
                .orElseThrow(() -> new ScriptError("invalid replacement value (a " + value.typename() + ")"));
    }

    private LuaString expand(PatternMatcher matcher, int from, int to, LuaString template) {
        vm.watch().steps(template.m_length / BYTES_PER_STEP);
        if (template.indexOf((byte) '%', 0) < 0) {
            return template;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < template.m_length; i++) {
            int c = template.luaByte(i);
            vm.watch().steps(1);
            if (c == '%' && i + 1 < template.m_length) {
                c = template.luaByte(++i);
                if (c >= '0' && c <= '9') {
                    LuaValue capture = c == '0' ? matcher.slice(from, to) : matcher.capture(c - '1', from, to);
                    append(text, ScriptArguments.asString(capture).orElseThrow());
                    continue;
                }
            }
            text.write(c);
        }
        return LuaStrings.of(text.toByteArray());
    }
}
