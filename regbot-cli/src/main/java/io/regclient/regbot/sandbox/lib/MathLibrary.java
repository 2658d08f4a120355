// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The {@code math} functions of Lua 5.1, {@code log10} and {@code mod} included. */
public final class MathLibrary {
    private final ScriptTable table;
    private Random random;

    private MathLibrary(ScriptTable table, Random random) {
        this.table = table;
        this.random = random;
    }

    /** The table, with the source of {@code math.random} until the script seeds its own. */
    public static ScriptTable create(Interpreter vm, Random random) {
        MathLibrary library = new MathLibrary(vm.newTable(), random);
        library.table.put("pi", LuaValue.valueOf(Math.PI));
        library.table.put("huge", LuaValue.valueOf(Double.POSITIVE_INFINITY));
        library.unary();
        library.binary();
        library.others();
        return library.table;
    }

    private void unary() {
        define("abs", Math::abs);
        define("acos", Math::acos);
        define("asin", Math::asin);
        define("atan", Math::atan);
        define("ceil", Math::ceil);
        define("cos", Math::cos);
        define("cosh", Math::cosh);
        define("deg", Math::toDegrees);
        define("exp", Math::exp);
        define("floor", Math::floor);
        define("log", Math::log);
        define("log10", Math::log10);
        define("rad", Math::toRadians);
        define("sin", Math::sin);
        define("sinh", Math::sinh);
        define("sqrt", Math::sqrt);
        define("tan", Math::tan);
        define("tanh", Math::tanh);
    }

    private void binary() {
        define("atan2", Math::atan2);
        define("pow", Math::pow);
        define("fmod", (x, y) -> x % y);
        define("mod", (x, y) -> x % y);
        define("ldexp", (x, y) -> Math.scalb(x, (int) y));
    }

    private void others() {
        table.define("max", args -> fold(args, Math::max));
        table.define("min", args -> fold(args, Math::min));
        table.define("modf", MathLibrary::split);
        table.define("frexp", MathLibrary::mantissa);
        table.define("random", this::random);
        table.define("randomseed", args -> {
            random = new Random((long) args.number(1));
            return LuaValue.NONE;
        });
    }

    private void define(String name, DoubleUnaryOperator function) {
        table.define(name, args -> LuaValue.valueOf(function.applyAsDouble(args.number(1))));
    }

    private void define(String name, DoubleBinaryOperator function) {
        table.define(name, args -> LuaValue.valueOf(function.applyAsDouble(args.number(1), args.number(2))));
    }

    private static Varargs fold(ScriptArguments args, DoubleBinaryOperator choose) {
        double chosen = args.number(1);
        for (int i = 2; i <= args.count(); i++) {
            chosen = choose.applyAsDouble(chosen, args.number(i));
        }
        return LuaValue.valueOf(chosen);
    }

    private static Varargs split(ScriptArguments args) {
        double number = args.number(1);
        double whole = number > 0 ? Math.floor(number) : Math.ceil(number);
        double rest = Double.isInfinite(number) ? 0 : number - whole;
        return LuaValue.varargsOf(LuaValue.valueOf(whole), LuaValue.valueOf(rest));
    }

    private static Varargs mantissa(ScriptArguments args) {
        double number = args.number(1);
        if (number == 0 || Double.isNaN(number) || Double.isInfinite(number)) {
            return LuaValue.varargsOf(LuaValue.valueOf(number), LuaValue.valueOf(0));
        }
        int exponent = Math.getExponent(number) + 1;
        if (exponent <= Double.MIN_EXPONENT) {
            exponent = Math.getExponent(number * 0x1p60) + 1 - 60; // a subnormal number
        }
        return LuaValue.varargsOf(LuaValue.valueOf(Math.scalb(number, -exponent)), LuaValue.valueOf(exponent));
    }

    private Varargs random(ScriptArguments args) {
        if (args.count() == 0) {
            return LuaValue.valueOf(random.nextDouble());
        }
        double low = args.count() == 1 ? 1 : args.integer(1);
        double high = args.count() == 1 ? args.integer(1) : args.integer(2);
        if (low > high) {
            throw args.bad(args.count() == 1 ? 1 : 2, "interval is empty");
        }
        return LuaValue.valueOf(low + Math.floor(random.nextDouble() * (high - low + 1)));
    }
}
