// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import org.luaj.vm2.LuaValue;

/** A thread of a script: its frames, run by whoever resumes it. No Java thread belongs to it. */
public final class Coroutine extends LuaValue {
    /** The states {@code coroutine.status} tells. */
    public enum Status {
        SUSPENDED,
        RUNNING,
        NORMAL,
        DEAD
    }

    final LuaValue body;
    Frame top = Frame.BOTTOM;
    /** Number of Java activations of the interpreter when this coroutine was resumed; only there it can yield. */
    int activation;
    /** The coroutine that waits for this one; itself while nobody does. */
    Coroutine resumer = this;

    private Status status = Status.SUSPENDED;
    private boolean started;

    Coroutine(LuaValue body) {
        this.body = body;
    }

    public Status status() {
        return status;
    }

    void become(Status next) {
        status = next;
    }

    /** True for the first call only. */
    boolean start() {
        boolean first = !started;
        started = true;
        return first;
    }

    @Override
    public int type() {
        return TTHREAD;
    }

    @Override
    public String typename() {
        return "thread";
    }

    @Override
    public boolean isthread() {
        return true;
    }

    @Override
    public String tojstring() {
        return LuaStrings.plainText(this);
    }
}
