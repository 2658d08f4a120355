// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.value;

import java.io.IOException;
import java.util.List;

/**
 * A function or method that templates can call. The evaluator checks number and types of the arguments before the body
 * runs.
 *
 * @param parameters types of the parameters; the last one repeats when the function is variadic
 * @param variadic whether the last parameter takes zero or more arguments
 * @param body what the function does
 */
public record TemplateFunction(List<ParameterType> parameters, boolean variadic, Body body) {
    /** The work of a function. */
    @FunctionalInterface
    public interface Body {
        /**
         * Computes the result.
         *
         * @param arguments the checked arguments, see {@link ParameterType} for their Java types
         * @return any value a template can hold (see {@link TemplateObject}); an empty Optional is nil
         * @throws IOException ends the execution of the template; the message becomes part of the error
         */
        Object call(List<Object> arguments) throws IOException;
    }

    public TemplateFunction {
        parameters = List.copyOf(parameters);
        if (variadic && parameters.isEmpty()) {
            throw new IllegalArgumentException("a variadic function needs a parameter to repeat");
        }
    }

    /** A function with a fixed number of parameters. */
    public static TemplateFunction of(Body body, ParameterType... parameters) {
        return new TemplateFunction(List.of(parameters), false, body);
    }

    /** A function whose last parameter takes zero or more arguments. */
    public static TemplateFunction variadic(Body body, ParameterType... parameters) {
        return new TemplateFunction(List.of(parameters), true, body);
    }

    /** Number of parameters that need exactly one argument each. */
    public int fixedParameters() {
        return variadic ? parameters.size() - 1 : parameters.size();
    }

    public ParameterType parameter(int argument) {
        return parameters.get(Math.min(argument, parameters.size() - 1));
    }
}
