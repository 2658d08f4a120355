// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;

/**
 * A Java object in the hands of a script (type {@code userdata}). The script sees what the metatable shows and nothing
 * else; two values are equal only when they are the same one.
 */
@SuppressWarnings("ReferenceEquality") // that is the rule
public final class HostValue extends LuaUserdata {
    private final long bytes;

    public HostValue(Object object, LuaValue metatable) {
        this(object, metatable, 256);
    }

    /**
     * @param bytes estimate of the memory the object keeps, counted as memory of the script
     */
    public HostValue(Object object, LuaValue metatable, long bytes) {
        super(object, metatable);
        this.bytes = bytes;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public boolean raweq(LuaValue other) {
        return this == other;
    }

    @Override
    public boolean raweq(LuaUserdata other) {
        return this == other;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String tojstring() {
        return LuaStrings.plainText(this);
    }
}
