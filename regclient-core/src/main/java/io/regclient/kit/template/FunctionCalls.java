// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.error.RegistryException;
import io.regclient.kit.template.Node.Constant;
import io.regclient.kit.template.Node.Operand;
import io.regclient.kit.template.Node.Place;
import io.regclient.kit.template.value.Absent;
import io.regclient.kit.template.value.DurationValue;
import io.regclient.kit.template.value.GoValues;
import io.regclient.kit.template.value.ParameterType;
import io.regclient.kit.template.value.TemplateFunction;
import io.regclient.kit.template.value.TimeValue;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Evaluates arguments, checks them against the parameters of a function, and calls it. */
final class FunctionCalls {
    private final Expressions expressions;
    private final Trace trace;

    FunctionCalls(Expressions expressions, Trace trace) {
        this.expressions = expressions;
        this.trace = trace;
    }

    /** What is called, and where. */
    record Call(String name, TemplateFunction function, Place place) {
        List<Operand> words() {
            return place.arguments();
        }

        int count() {
            return words().size() + (place.piped().isPresent() ? 1 : 0);
        }
    }

    Object call(Call call, boolean builtin) throws RegistryException {
        checkCount(call);
        if (builtin && (call.name().equals(Builtins.AND) || call.name().equals(Builtins.OR))) {
            return shortCircuit(call);
        }
        List<Object> arguments = new ArrayList<>();
        for (Operand word : call.words()) {
            arguments.add(argument(call.place().dot(), call.function().parameter(arguments.size()), word));
        }
        Optional<Object> piped = call.place().piped();
        if (piped.isPresent()) {
            arguments.add(checked(piped.get(), call.function().parameter(arguments.size())));
        }
        if (builtin && call.name().equals(Builtins.CALL)) {
            Object callee =
                    call.words().isEmpty() ? arguments.getFirst() : call.words().getFirst();
            return callValue(callee.toString(), call, arguments);
        }
        return run(call, call.function(), arguments);
    }

    private void checkCount(Call call) throws RegistryException {
        TemplateFunction function = call.function();
        int fixed = function.fixedParameters();
        if (function.variadic() && call.count() < fixed) {
            throw trace.error("wrong number of args for " + call.name() + ": want at least " + fixed + " got "
                    + call.words().size());
        }
        if (!function.variadic() && call.count() != fixed) {
            throw trace.error("wrong number of args for " + call.name() + ": want " + fixed + " got " + call.count());
        }
    }

    /** {@code and} and {@code or} stop at the first argument that decides; later ones are not evaluated. */
    private Object shortCircuit(Call call) throws RegistryException {
        Object value = Absent.NO_VALUE;
        for (Operand word : call.words()) {
            value = argument(call.place().dot(), ParameterType.VALUE, word);
            if (GoValues.isTrue(value) == call.name().equals(Builtins.OR)) {
                return value;
            }
        }
        return call.place().piped().orElse(value);
    }

    private Object callValue(String callee, Call call, List<Object> arguments) throws RegistryException {
        trace.at(call.place().shown());
        if (GoValues.isNil(arguments.getFirst())) {
            throw trace.error("error calling call: call of nil");
        }
        if (!(arguments.getFirst() instanceof TemplateFunction function)) {
            throw trace.error("error calling call: non-function " + callee + " of type "
                    + GoValues.typeName(arguments.getFirst()));
        }
        List<Object> given = arguments.subList(1, arguments.size());
        int fixed = function.fixedParameters();
        if (function.variadic() ? given.size() < fixed : given.size() != fixed) {
            throw trace.error("error calling call: wrong number of args for " + callee + ": got " + given.size()
                    + " want " + (function.variadic() ? "at least " : "") + fixed);
        }
        List<Object> rest = new ArrayList<>();
        for (Object argument : given) {
            rest.add(checked(argument, function.parameter(rest.size())));
        }
        return run(call, function, rest);
    }

    private Object run(Call call, TemplateFunction function, List<Object> arguments) throws RegistryException {
        try {
            return BoundedText.requireBounded(GoValues.of(function.body().call(arguments)));
        } catch (IOException | DateTimeException | ArithmeticException e) {
            // the two unchecked ones come from times and numbers beyond the range of the JDK's types
            trace.at(call.place().shown());
            throw trace.callFailed(call.name(), e);
        }
    }

    /** The value of an argument for a parameter of the given type. */
    Object argument(Object dot, ParameterType type, Operand word) throws RegistryException {
        trace.at(word);
        if (word instanceof Node.Nil) {
            if (!type.canBeNil()) {
                throw trace.error("cannot assign nil to " + type.goName());
            }
            return nothing(type);
        }
        if (word instanceof Constant constant) {
            return constant(constant, type);
        }
        return checked(word.evaluate(expressions, Place.alone(dot, word)), type);
    }

    /** A constant takes the type of the parameter where it can. */
    private Object constant(Constant constant, ParameterType type) throws RegistryException {
        if (type == ParameterType.ANY || type == ParameterType.VALUE) {
            return constant.value(expressions);
        }
        if (constant instanceof Node.NumberConstant number) {
            Optional<Long> integer = number.literal().integer();
            if (type == ParameterType.FLOAT) {
                return number.literal().floating();
            }
            if (type == ParameterType.INT && integer.isPresent()) {
                return integer.get();
            }
            if (type == ParameterType.DURATION && integer.isPresent()) {
                return Duration.ofNanos(integer.get());
            }
            throw unexpected(constant, type);
        }
        Object value = constant.value(expressions);
        if (type != ParameterType.STRINGS && type.accepts(value)) {
            return value;
        }
        throw unexpected(constant, type);
    }

    private RegistryException unexpected(Node constant, ParameterType type) {
        return switch (type) {
            case BOOL -> trace.error("expected bool; found " + constant);
            case STRING -> trace.error("expected string; found " + constant);
            case INT, DURATION -> trace.error("expected integer; found " + constant);
            case FLOAT -> trace.error("expected float; found " + constant);
            case ANY, VALUE, STRINGS, TIME ->
                trace.error("can't handle " + constant + " for arg of type " + type.goName());
        };
    }

    private Object checked(Object value, ParameterType type) throws RegistryException {
        boolean untyped = value == Absent.NO_VALUE || value == Absent.NIL_ELEMENT;
        if (untyped && type.canBeNil()) {
            return nothing(type);
        }
        if (value == Absent.NO_VALUE) {
            throw trace.error("invalid value; expected " + type.goName());
        }
        if (type == ParameterType.STRINGS && type.accepts(GoValues.plain(value))) {
            return GoValues.plain(value);
        }
        if (!type.accepts(value)) {
            throw trace.error("wrong type for value; expected " + type.goName() + "; got " + GoValues.typeName(value));
        }
        if (type == ParameterType.TIME && value instanceof TimeValue time) {
            return time.at();
        }
        return type == ParameterType.DURATION && value instanceof DurationValue duration ? duration.span() : value;
    }

    private static Object nothing(ParameterType type) {
        return switch (type) {
            case VALUE -> Absent.NO_VALUE;
            case STRINGS -> List.of();
            default -> Absent.NIL_ELEMENT;
        };
    }
}
