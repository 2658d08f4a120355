// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A Lua table that is visited in a known order (contract regbot A4): first the list part by index, then every other key
 * in the order of its first insertion. The length is the highest index of the list part that is not nil, holes
 * included. Weak modes are accepted and have no effect.
 */
public final class ScriptTable extends LuaTable {
    /** Indexes up to this one always live in the list part; beyond it the part grows while it is half full. */
    private static final int ALWAYS_LISTED = 4096;

    /** Places without a value that a visit passes in the time of a step. */
    private static final int PLACES_PER_STEP = 32;

    private static final int BYTES_PER_REFERENCE = 4;
    private static final int BYTES_PER_ENTRY = 16;
    private static final LuaValue[] NOTHING = {};
    private static final int[] NO_SLOTS = {};

    private final Watch watch;
    private @Nullable LuaValue[] list = NOTHING;
    private int size;
    /** Values of the list part that are not nil. */
    private int filled;

    private LuaValue[] keys = NOTHING;
    private @Nullable LuaValue[] values = NOTHING;
    /** Open addressing over {@link #keys}: entry number plus one, 0 for a free slot; at most half full. */
    private int[] slots = NO_SLOTS;

    private int used;
    private boolean numbersInHash;

    public ScriptTable(Watch watch) {
        this.watch = watch;
    }

    /** Puts a library function under its name. */
    public ScriptTable define(String name, HostFunction.Body body) {
        return put(name, HostFunction.of(name, body));
    }

    /** Puts a value under a name, without metamethods. */
    public ScriptTable put(String name, LuaValue value) {
        rawset(LuaStrings.of(name), value);
        return this;
    }

    /** The value under a name, nil when there is none; without metamethods. */
    public LuaValue field(String name) {
        return rawget(LuaStrings.of(name));
    }

    /** Bytes of this table and its arrays, without what they refer to. */
    long bytes() {
        return 72
                + (list.length == 0 ? 0 : 16 + (long) list.length * BYTES_PER_REFERENCE)
                + (keys.length == 0 ? 0 : 48 + (long) keys.length * BYTES_PER_ENTRY);
    }

    void forEachReference(java.util.function.Consumer<LuaValue> visitor) {
        for (int i = 0; i < size; i++) {
            visit(list[i], visitor);
        }
        for (int i = 0; i < used; i++) {
            visitor.accept(keys[i]);
            visit(values[i], visitor);
        }
        visit(getmetatable(), visitor);
    }

    private static void visit(@Nullable LuaValue value, java.util.function.Consumer<LuaValue> visitor) {
        if (value != null) {
            visitor.accept(value);
        }
    }

    @Override
    public LuaValue rawget(int key) {
        if (key >= 1 && key <= size) {
            LuaValue value = list[key - 1];
            return value == null ? NIL : value;
        }
        return numbersInHash ? hashget(LuaInteger.valueOf(key)) : NIL;
    }

    @Override
    public LuaValue rawget(LuaValue key) {
        return key instanceof LuaInteger number ? rawget(number.v) : hashget(key);
    }

    @Override
    protected LuaValue hashget(LuaValue key) {
        int entry = find(key);
        LuaValue value = entry < 0 ? null : values[entry];
        return value == null ? NIL : value;
    }

    @Override
    public void rawset(LuaValue key, LuaValue value) {
        if (key instanceof LuaInteger number) {
            rawset(number.v, value);
        } else {
            hashset(key, value);
        }
    }

    @Override
    public void rawset(int key, LuaValue value) {
        if (key >= 1 && key <= size) {
            replace(key - 1, value);
            trim();
        } else if (value.isnil()) {
            hashset(LuaInteger.valueOf(key), value);
        } else if (key >= 1 && isListed(key)) {
            extend(key, value);
        } else {
            numbersInHash = true;
            hashset(LuaInteger.valueOf(key), value);
        }
    }

    private boolean isListed(int key) {
        return key <= ALWAYS_LISTED || key == size + 1 || key <= 2L * filled;
    }

    /** Assigns a place of the list part. */
    private void replace(int place, LuaValue value) {
        filled += (value.isnil() ? 0 : 1) - (list[place] == null ? 0 : 1);
        list[place] = value.isnil() ? null : value;
    }

    @Override
    public void hashset(LuaValue key, LuaValue value) {
        int entry = find(key);
        if (entry >= 0) {
            values[entry] = value.isnil() ? null : value; // the key stays, so that a loop over the table can go on
        } else if (!value.isnil()) {
            append(key, value);
        }
    }

    /** Shifts the elements from the position up and puts the value there; beyond the end it is a plain assignment. */
    @Override
    public void insert(int position, LuaValue value) {
        if (position < 1 || position > size) {
            rawset(position, value);
            return;
        }
        reserve(size + 1);
        System.arraycopy(list, position - 1, list, position, size - position + 1);
        size++;
        list[position - 1] = null;
        replace(position - 1, value);
        absorb();
    }

    /** Takes the element at the position out and closes the gap; nil when there is none. */
    @Override
    public LuaValue remove(int position) {
        if (position < 1 || position > size) {
            LuaValue value = rawget(position);
            rawset(position, NIL);
            return value;
        }
        LuaValue value = list[position - 1];
        replace(position - 1, NIL);
        System.arraycopy(list, position, list, position - 1, size - position);
        list[--size] = null;
        trim();
        return value == null ? NIL : value;
    }

    @Override
    public int rawlen() {
        return size;
    }

    @Override
    protected int getArrayLength() {
        return size;
    }

    @Override
    protected int getHashLength() {
        return used;
    }

    @Override
    public void presize(int count) {
        reserve(Math.min(count, ALWAYS_LISTED));
    }

    @Override
    public Varargs next(LuaValue key) {
        if (key.isnil()) {
            return nextListed(0);
        }
        if (key instanceof LuaInteger number && number.v >= 1 && number.v <= size) {
            return nextListed(number.v);
        }
        int entry = find(key);
        if (entry >= 0) {
            return nextHashed(entry + 1);
        }
        // an index that was cut off the end of the list while a loop stood on it
        if (key instanceof LuaInteger number && number.v >= 1 && number.v <= list.length) {
            return nextHashed(0);
        }
        throw new ScriptError("invalid key to 'next'");
    }

    private Varargs nextListed(int from) {
        for (int i = from; i < size; i++) {
            LuaValue value = list[i];
            if (value != null) {
                watch.steps((i - from) / PLACES_PER_STEP);
                return varargsOf(LuaInteger.valueOf(i + 1), value);
            }
        }
        watch.steps(Math.max(0, size - from) / PLACES_PER_STEP);
        return nextHashed(0);
    }

    private Varargs nextHashed(int from) {
        for (int i = from; i < used; i++) {
            LuaValue value = values[i];
            if (value != null) {
                watch.steps((i - from) / PLACES_PER_STEP);
                return varargsOf(keys[i], value);
            }
        }
        return NIL;
    }

    @Override
    public Varargs inext(LuaValue key) {
        int index = key.toint() + 1;
        LuaValue value = rawget(index);
        return value.isnil() ? NIL : varargsOf(LuaInteger.valueOf(index), value);
    }

    private void extend(int key, LuaValue value) {
        reserve(key);
        int before = size;
        size = key;
        if (numbersInHash) {
            for (int i = before + 1; i < key; i++) {
                LuaValue waiting = take(i);
                replace(i - 1, waiting == null ? NIL : waiting);
            }
            take(key);
        }
        replace(key - 1, value);
        absorb();
    }

    /** Moves the numbers that now follow the list directly out of the hash part. */
    private void absorb() {
        while (numbersInHash) {
            LuaValue next = take(size + 1);
            if (next == null) {
                return;
            }
            reserve(size + 1);
            replace(size++, next);
        }
    }

    private @Nullable LuaValue take(int key) {
        int entry = find(LuaInteger.valueOf(key));
        if (entry < 0) {
            return null;
        }
        LuaValue value = values[entry];
        keys[entry] = NONE; // equal to no key: the index belongs to the list part now
        values[entry] = null;
        return value;
    }

    private void trim() {
        while (size > 0 && list[size - 1] == null) {
            size--;
        }
    }

    private void reserve(int count) {
        if (count > list.length) {
            int length = Math.max(Math.max(4, count), list.length * 2);
            watch.allocate((long) length * BYTES_PER_REFERENCE);
            list = Arrays.copyOf(list, length);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the short way out
    private int find(LuaValue key) {
        if (used == 0) {
            return -1;
        }
        if (key instanceof LuaString text) {
            watch.text(text.m_length); // to be compared with the one that is there
        }
        int mask = slots.length - 1;
        for (int slot = spread(key) & mask; ; slot = (slot + 1) & mask) {
            int entry = slots[slot] - 1;
            if (entry < 0 || keys[entry] == key || keys[entry].raweq(key)) {
                return entry;
            }
        }
    }

    private void append(LuaValue key, LuaValue value) {
        if (used == keys.length) {
            rebuild();
        }
        keys[used] = key;
        values[used] = value;
        index(used++);
    }

    private void index(int entry) {
        int mask = slots.length - 1;
        int slot = spread(keys[entry]) & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = entry + 1;
    }

    /** Drops the keys without a value and makes room for at least one more. */
    private void rebuild() {
        int live = 0;
        for (int i = 0; i < used; i++) {
            live += values[i] == null ? 0 : 1;
        }
        int capacity = Math.max(4, Integer.highestOneBit(Math.max(1, live)) * 2);
        watch.allocate((long) capacity * BYTES_PER_ENTRY);
        LuaValue[] oldKeys = keys;
        @Nullable LuaValue[] oldValues = values;
        int count = used;
        keys = new LuaValue[capacity];
        values = new LuaValue[capacity];
        slots = new int[capacity * 2];
        used = 0;
        for (int i = 0; i < count; i++) {
            if (oldValues[i] != null) {
                keys[used] = oldKeys[i];
                values[used] = oldValues[i];
                index(used++);
            }
        }
    }

    private static int spread(LuaValue key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash ^ (hash >>> 16);
    }
}
