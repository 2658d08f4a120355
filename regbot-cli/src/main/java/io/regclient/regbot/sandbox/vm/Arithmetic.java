// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** The binary operators on numbers, all of them in double precision. */
@SuppressWarnings("ImmutableEnumChecker") // a LuaString is immutable, its class only does not say so
enum Arithmetic {
    ADD(LuaValue.ADD) {
        @Override
        double apply(double x, double y) {
            return x + y;
        }
    },
    SUB(LuaValue.SUB) {
        @Override
        double apply(double x, double y) {
            return x - y;
        }
    },
    MUL(LuaValue.MUL) {
        @Override
        double apply(double x, double y) {
            return x * y;
        }
    },
    DIV(LuaValue.DIV) {
        @Override
        double apply(double x, double y) {
            return x / y;
        }
    },
    MOD(LuaValue.MOD) {
        @Override
        double apply(double x, double y) {
            double rest = x % y;
            return rest != 0 && rest < 0 != y < 0 ? rest + y : rest; // the sign of the divisor
        }
    },
    POW(LuaValue.POW) {
        @Override
        double apply(double x, double y) {
            return Math.pow(x, y);
        }
    };

    private final LuaString event;

    Arithmetic(LuaString event) {
        this.event = event;
    }

    LuaString event() {
        return event;
    }

    abstract double apply(double x, double y);
}
