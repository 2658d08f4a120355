// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.error.RegistryException;
import io.regclient.kit.template.FunctionCalls.Call;
import io.regclient.kit.template.Node.Operand;
import io.regclient.kit.template.Node.Place;
import io.regclient.kit.template.text.Quoting;
import io.regclient.kit.template.value.Absent;
import io.regclient.kit.template.value.GoValues;
import io.regclient.kit.template.value.ParameterType;
import io.regclient.kit.template.value.TemplateFunction;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.kit.template.value.TemplateObject.Field;
import io.regclient.kit.template.value.TemplateObject.Member;
import io.regclient.kit.template.value.TemplateObject.Method;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evaluates pipelines and what they consist of: fields, variables, functions and constants. */
final class Expressions {
    private final Functions functions;
    private final Variables variables;
    private final Trace trace;
    private final FunctionCalls calls;

    Expressions(Functions functions, Variables variables, Trace trace) {
        this.functions = functions;
        this.variables = variables;
        this.trace = trace;
        this.calls = new FunctionCalls(this, trace);
    }

    Object pipeline(Object dot, Node.Pipeline pipeline) throws RegistryException {
        trace.at(pipeline);
        Optional<Object> value = Optional.empty();
        for (Node.Command command : pipeline.commands()) {
            Object result = command(dot, command, value);
            value = Optional.of(result == Absent.NIL_ELEMENT ? Absent.NO_VALUE : result);
        }
        Object result = value.orElse(Absent.NO_VALUE);
        for (Node.Variable variable : pipeline.declarations()) {
            String name = variable.names().getFirst();
            if (pipeline.assignment()) {
                variables.assign(name, result);
            } else {
                variables.push(name, result);
            }
        }
        return result;
    }

    private Object command(Object dot, Node.Command command, Optional<Object> piped) throws RegistryException {
        List<Operand> arguments = command.words().subList(1, command.words().size());
        return command.words().getFirst().evaluate(this, new Place(dot, command, arguments, piped));
    }

    Object parenthesized(Node.Pipeline pipeline, Place place) throws RegistryException {
        requireNoArguments(pipeline, place);
        return pipeline(place.dot(), pipeline);
    }

    Object dot(Node.Dot dot, Place place) throws RegistryException {
        requireAlone(dot, place);
        return place.dot();
    }

    Object nil(Node.Nil nil, Place place) throws RegistryException {
        requireAlone(nil, place);
        throw trace.error("nil is not a command");
    }

    void requireAlone(Node node, Place place) throws RegistryException {
        trace.at(node);
        requireNoArguments(node, place);
    }

    private void requireNoArguments(Node node, Place place) throws RegistryException {
        if (place.hasArguments()) {
            throw trace.error("can't give argument to non-function " + node);
        }
    }

    Object number(Node.NumberConstant constant) throws RegistryException {
        trace.at(constant);
        NumberLiteral literal = constant.literal();
        if (literal.prefersFloat()) {
            return literal.floating();
        }
        return literal.integer().orElseThrow(() -> trace.error(constant.text() + " overflows int"));
    }

    Object function(Node.Identifier name, Place place) throws RegistryException {
        trace.at(name);
        TemplateFunction function = functions
                .find(name.name())
                .orElseThrow(() -> trace.error(Quoting.quote(name.name()) + " is not a defined function"));
        return calls.call(new Call(name.name(), function, place), functions.isBuiltin(name.name()));
    }

    Object variable(Node.Variable variable, Place place) throws RegistryException {
        trace.at(variable);
        Object value = variables.get(variable.names().getFirst());
        List<String> fields = variable.names().subList(1, variable.names().size());
        if (fields.isEmpty()) {
            requireNoArguments(variable, place);
            return value;
        }
        return fields(value, new Path(variable, fields), place);
    }

    Object field(Node.Field field, Place place) throws RegistryException {
        trace.at(field);
        return fields(place.dot(), new Path(field, field.names()), place);
    }

    Object chain(Node.Chain chain, Place place) throws RegistryException {
        trace.at(chain);
        Object start = calls.argument(place.dot(), ParameterType.VALUE, chain.start());
        return fields(start, new Path(chain, chain.names()), place);
    }

    /** Field names and the node that messages show for them. */
    private record Path(Node node, List<String> names) {}

    /** Only the last name of a path takes the arguments. */
    private Object fields(Object receiver, Path path, Place place) throws RegistryException {
        Object value = receiver;
        int last = path.names().size() - 1;
        for (String name : path.names().subList(0, last)) {
            value = member(value, name, Place.alone(place.dot(), path.node()));
        }
        Place end = new Place(place.dot(), path.node(), place.arguments(), place.piped());
        return member(value, path.names().get(last), end);
    }

    private Object member(Object receiver, String name, Place place) throws RegistryException {
        if (receiver == Absent.NO_VALUE) {
            return receiver;
        }
        if (GoValues.isNil(receiver)) {
            throw trace.error("nil pointer evaluating " + GoValues.typeName(receiver) + "." + name);
        }
        if (receiver instanceof TemplateObject object) {
            Optional<Member> member = object.member(name);
            if (member.isPresent() && Character.isLowerCase(name.charAt(0))) {
                throw trace.error(name + " is an unexported field of struct type " + GoValues.typeName(receiver));
            }
            if (member.isPresent()) {
                return member(member.get(), name, place);
            }
        }
        if (GoValues.plain(receiver) instanceof Map<?, ?> map) {
            if (place.hasArguments()) {
                throw trace.error(name + " is not a method but has arguments");
            }
            Optional<Map.Entry<?, ?>> entry = GoValues.entry(map, name);
            return entry.isPresent() ? GoValues.element(entry.get().getValue()) : Absent.NO_VALUE;
        }
        throw trace.error("can't evaluate field " + name + " in type " + GoValues.typeName(receiver));
    }

    private Object member(Member member, String name, Place place) throws RegistryException {
        if (member instanceof Method method) {
            return calls.call(new Call(name, method.function(), place), false);
        }
        if (place.hasArguments()) {
            throw trace.error(name + " has arguments but cannot be invoked as function");
        }
        return valueOf((Field) member);
    }

    private Object valueOf(Field field) throws RegistryException {
        try {
            return GoValues.of(field.value().get());
        } catch (IOException e) {
            throw trace.failed(e);
        }
    }
}
