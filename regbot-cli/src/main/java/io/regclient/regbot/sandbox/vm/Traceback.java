// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;

/** Reads positions and names off the frames. */
final class Traceback {
    private static final int MAX_LINES = 20;
    private static final int KEPT = 7;

    private Traceback() {}

    /** The frame at a level, 1 being the top one; a library function that called back counts as a level of its own. */
    static Optional<Frame> frame(Frame top, int level) {
        int at = 0;
        for (Frame f = top; f != Frame.BOTTOM; f = f.caller) {
            if (++at == level) {
                return Optional.of(f);
            }
            if (f.base && !f.isHost() && f.caller != Frame.BOTTOM && !f.caller.isHost() && ++at == level) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    static String where(Frame top, int level) {
        return frame(top, level).map(Frame::position).orElse("");
    }

    /** The position of the Lua function at work, past library functions that called back; empty without one. */
    static String nearestLine(Frame top) {
        Frame f = top;
        while (f.isHost() && f != Frame.BOTTOM) {
            f = f.caller;
        }
        return f.position();
    }

    static String of(Frame top) {
        List<String> lines = new ArrayList<>();
        int hidden = 0;
        for (Frame f = top; f != Frame.BOTTOM; f = f.caller) {
            if (lines.size() < MAX_LINES || f.caller == Frame.BOTTOM) {
                lines.add(line(f));
            } else {
                hidden++;
            }
        }
        lines.add("[host]: ?");
        StringBuilder text = new StringBuilder("stack traceback:");
        for (int i = 0; i < lines.size(); i++) {
            if (hidden > 0 && i == lines.size() - KEPT) {
                text.append("\n\t...");
            }
            text.append("\n\t").append(lines.get(i));
        }
        return text.toString();
    }

    private static String line(Frame f) {
        return f.isHost() ? "[host]: in ?" : f.position().stripTrailing() + " in " + name(f);
    }

    private static String name(Frame f) {
        if (f.function.firstLine() == 0) {
            return "main chunk";
        }
        Optional<String> called = f.base || f.caller.isHost() ? Optional.empty() : calledName(f.caller);
        return called.map(name -> "function '" + name + "'")
                .orElseGet(() -> "function <" + f.function.chunk() + ":" + f.function.firstLine() + ">");
    }

    /** The name the calling instruction used, when it is a plain one. */
    private static Optional<String> calledName(Frame caller) {
        Prototype code = caller.function.prototype;
        int call = caller.pc - 1;
        if ((code.code[call] & 0x3f) != Lua.OP_CALL) {
            return Optional.empty();
        }
        int register = (code.code[call] >> 6) & 0xff;
        for (int at = call - 1; at >= 0; at--) {
            int i = code.code[at];
            if (((i >> 6) & 0xff) == register) {
                return loadedName(code, i, at);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> loadedName(Prototype code, int i, int at) {
        int c = (i >> 14) & 0x1ff;
        return switch (i & 0x3f) {
            case Lua.OP_GETTABUP, Lua.OP_GETTABLE, Lua.OP_SELF ->
                c > 0xff ? constant(code.k[c & 0xff]) : Optional.empty();
            case Lua.OP_GETUPVAL -> Optional.of(LuaStrings.text(code.upvalues[i >>> 23].name));
            case Lua.OP_MOVE ->
                Optional.ofNullable(code.getlocalname((i >>> 23) + 1, at)).map(LuaStrings::text);
            default -> Optional.empty();
        };
    }

    private static Optional<String> constant(LuaValue value) {
        return value instanceof LuaString name ? Optional.of(LuaStrings.text(name)) : Optional.empty();
    }
}
