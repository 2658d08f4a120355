// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Estimates the bytes a script can reach: tables, strings, functions and suspended coroutines, each counted once. */
final class MemoryWalk {
    private static final int INTEGER_BYTES = 16;
    private static final int DOUBLE_BYTES = 24;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<LuaValue> open = new ArrayDeque<>();
    private long bytes;

    void add(LuaValue value) {
        switch (value) {
            case LuaInteger number -> bytes += INTEGER_BYTES;
            case LuaNumber number -> bytes += DOUBLE_BYTES;
            case LuaString string -> {
                if (seen.add(string)) {
                    bytes += 48 + string.m_bytes.length;
                }
            }
            case ScriptTable table -> enqueue(table);
            case ScriptFunction function -> enqueue(function);
            case HostFunction function -> enqueue(function);
            case Coroutine coroutine -> enqueue(coroutine);
            case HostValue host -> enqueue(host);
            default -> {} // nil and booleans take no memory of their own
        }
    }

    private void enqueue(LuaValue value) {
        if (seen.add(value)) {
            open.push(value);
        }
    }

    long total() {
        while (!open.isEmpty()) {
            visit(open.pop());
        }
        return bytes;
    }

    private void visit(LuaValue value) {
        switch (value) {
            case ScriptTable table -> {
                bytes += table.bytes();
                table.forEachReference(this::add);
            }
            case ScriptFunction function -> visit(function);
            case HostFunction function -> function.held().forEach(this::add);
            case Coroutine coroutine -> visit(coroutine);
            case HostValue host -> {
                bytes += host.bytes();
                if (host.getmetatable() != null) {
                    add(host.getmetatable());
                }
            }
            default -> {} // add() lets nothing else in
        }
    }

    private void visit(ScriptFunction function) {
        bytes += 56 + 56L * function.cells.length;
        if (seen.add(function.prototype)) {
            bytes += 8L * function.prototype.code.length;
        }
        for (Cell cell : function.cells) {
            add(cell.get());
        }
    }

    private void visit(Coroutine coroutine) {
        bytes += 64;
        add(coroutine.body);
        for (Frame frame = coroutine.top; frame != Frame.BOTTOM; frame = frame.caller) {
            bytes += 96 + 4L * frame.registers.length;
            frame.forEachReference(this::add);
        }
    }
}
