// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import static io.regclient.kit.template.value.ParameterType.ANY;
import static io.regclient.kit.template.value.ParameterType.STRING;
import static io.regclient.kit.template.value.ParameterType.VALUE;

import io.regclient.kit.template.text.Escaping;
import io.regclient.kit.template.value.GoValues;
import io.regclient.kit.template.value.TemplateFunction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The functions every Go template has. */
final class Builtins {
    /** These three are evaluated by {@link FunctionCalls} itself: they skip arguments or call one of them. */
    static final String AND = "and";

    static final String OR = "or";
    static final String CALL = "call";

    static final Map<String, TemplateFunction> ALL = Map.ofEntries(
            Map.entry(AND, TemplateFunction.variadic(List::getLast, VALUE, VALUE)),
            Map.entry(OR, TemplateFunction.variadic(List::getLast, VALUE, VALUE)),
            Map.entry(CALL, TemplateFunction.variadic(List::getFirst, VALUE, VALUE)),
            Map.entry("not", TemplateFunction.of(a -> !GoValues.isTrue(a.getFirst()), VALUE)),
            Map.entry("len", TemplateFunction.of(a -> Elements.length(a.getFirst()), VALUE)),
            Map.entry("index", TemplateFunction.variadic(Elements::index, VALUE, VALUE)),
            Map.entry("slice", TemplateFunction.variadic(Elements::slice, VALUE, VALUE)),
            Map.entry("eq", TemplateFunction.variadic(Comparison::equalsAny, VALUE, VALUE)),
            Map.entry("ne", TemplateFunction.of(a -> !Comparison.areEqual(a.get(0), a.get(1)), VALUE, VALUE)),
            Map.entry("lt", TemplateFunction.of(a -> Comparison.compare(a.get(0), a.get(1)) < 0, VALUE, VALUE)),
            Map.entry("le", TemplateFunction.of(a -> Comparison.compare(a.get(0), a.get(1)) <= 0, VALUE, VALUE)),
            Map.entry("gt", TemplateFunction.of(a -> Comparison.compare(a.get(0), a.get(1)) > 0, VALUE, VALUE)),
            Map.entry("ge", TemplateFunction.of(a -> Comparison.compare(a.get(0), a.get(1)) >= 0, VALUE, VALUE)),
            Map.entry("print", TemplateFunction.variadic(ValuePrinter::joined, ANY)),
            Map.entry("println", TemplateFunction.variadic(ValuePrinter::line, ANY)),
            Map.entry("printf", TemplateFunction.variadic(Builtins::printf, STRING, ANY)),
            Map.entry("html", escaping(Escaping::html)),
            Map.entry("js", escaping(Escaping::js)),
            Map.entry("urlquery", escaping(Escaping::urlQuery)));

    private Builtins() {}

    private static String printf(List<Object> arguments) throws IOException {
        return FormatString.print((String) arguments.getFirst(), arguments.subList(1, arguments.size()));
    }

    private static TemplateFunction escaping(UnaryOperator<String> escape) {
        return TemplateFunction.variadic(arguments -> escape.apply(ValuePrinter.joined(arguments)), ANY);
    }
}
