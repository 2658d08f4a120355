// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.util.List;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/** A function of the library or of the registry API, callable by scripts. */
public final class HostFunction extends VarArgFunction {
    private final String label;
    private final Body body;
    private final List<LuaValue> held;

    /** What the function does; errors for the script are thrown as {@link ScriptError}. */
    @FunctionalInterface
    public interface Body {
        Varargs call(ScriptArguments args);
    }

    private HostFunction(String label, Body body, List<LuaValue> held) {
        this.label = label;
        this.body = body;
        this.held = held;
    }

    /** A function known to error messages by the name. */
    public static HostFunction of(String name, Body body) {
        return new HostFunction(name, body, List.of());
    }

    /** A function that keeps script values alive; they count as memory of the script. */
    public static HostFunction holding(String name, Body body, LuaValue... held) {
        return new HostFunction(name, body, List.of(held));
    }

    List<LuaValue> held() {
        return held;
    }

    @Override
    public String name() {
        return label;
    }

    @Override
    public Varargs invoke(Varargs args) {
        return body.call(new ScriptArguments(label, args));
    }

    @Override
    public Varargs onInvoke(Varargs args) {
        return invoke(args);
    }

    @Override
    public String tojstring() {
        return LuaStrings.plainText(this);
    }
}
