// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

/** The value of a key that is true or false, or left to the defaults. */
public enum Switch {
    /** Nobody said anything. */
    UNSET,
    OFF,
    ON;

    static Switch of(boolean on) {
        return on ? ON : OFF;
    }

    public boolean isOn() {
        return this == ON;
    }

    /** This value, and below it the default; what neither sets is off. */
    Switch over(Switch byDefault) {
        return this == UNSET ? of(byDefault.isOn()) : this;
    }
}
