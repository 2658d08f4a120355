// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import org.luaj.vm2.LuaValue;

/** A variable shared between functions: first a register of the function that declared it, later a place of its own. */
final class Cell {
    private LuaValue[] place;
    private int index;

    Cell(LuaValue[] registers, int index) {
        this.place = registers;
        this.index = index;
    }

    Cell(LuaValue value) {
        this(new LuaValue[] {value}, 0);
    }

    LuaValue get() {
        return place[index];
    }

    void set(LuaValue value) {
        place[index] = value;
    }

    /** Detaches the variable from the register, which a next loop round will use for a new variable. */
    void close() {
        place = new LuaValue[] {place[index]};
        index = 0;
    }
}
