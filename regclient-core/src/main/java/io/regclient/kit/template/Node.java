// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.error.RegistryException;
import io.regclient.kit.template.text.Quoting;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Element of a parsed template. {@code toString()} is the template text of the element as error messages show it. */
sealed interface Node {
    /** Index in the template text that error messages point to. */
    int position();

    /** What a body consists of. Each kind runs itself, see the package documentation for the reason. */
    sealed interface Statement extends Node {
        /**
         * Writes the result.
         *
         * @throws IOException a RegistryException for a failing template, anything else from the output
         */
        Evaluator.Flow run(Evaluator evaluator, Object dot) throws IOException;
    }

    /** What a pipeline stage or an argument can be. */
    sealed interface Operand extends Node {
        /** The value in a place of the template. */
        Object evaluate(Expressions expressions, Place place) throws RegistryException;
    }

    /** A value that is written in the template. */
    sealed interface Constant extends Operand {
        Object value(Expressions expressions) throws RegistryException;

        @Override
        default Object evaluate(Expressions expressions, Place place) throws RegistryException {
            expressions.requireAlone(this, place);
            return value(expressions);
        }
    }

    /**
     * Where an operand stands.
     *
     * @param shown the node that messages show when a function called here fails
     * @param arguments the words after the operand
     * @param piped result of the preceding pipeline stage
     */
    record Place(Object dot, Node shown, List<Operand> arguments, Optional<Object> piped) {
        /** An operand without arguments. */
        static Place alone(Object dot, Node operand) {
            return new Place(dot, operand, List.of(), Optional.empty());
        }

        boolean hasArguments() {
            return !arguments.isEmpty() || piped.isPresent();
        }
    }

    record Text(int position, String text) implements Statement {
        @Override
        public Evaluator.Flow run(Evaluator evaluator, Object dot) throws IOException {
            return evaluator.text(this);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    record Block(int position, List<Statement> nodes) implements Statement {
        static final Block EMPTY = new Block(0, List.of());

        public Block {
            nodes = List.copyOf(nodes);
        }

        /** True when nothing but white space would be printed. */
        boolean isBlank() {
            return nodes.stream().allMatch(n -> n instanceof Text t && t.text().isBlank());
        }

        @Override
        public Evaluator.Flow run(Evaluator evaluator, Object dot) throws IOException {
            return evaluator.block(dot, this);
        }

        @Override
        public String toString() {
            return nodes.stream().map(Node::toString).collect(Collectors.joining());
        }
    }

    record Action(int position, Pipeline pipeline) implements Statement {
        @Override
        public Evaluator.Flow run(Evaluator evaluator, Object dot) throws IOException {
            return evaluator.action(dot, this);
        }

        @Override
        public String toString() {
            return "{{" + pipeline + "}}";
        }
    }

    record Pipeline(int position, List<Variable> declarations, boolean assignment, List<Command> commands)
            implements Operand {
        public Pipeline {
            declarations = List.copyOf(declarations);
            commands = List.copyOf(commands);
        }

        @Override
        public Object evaluate(Expressions expressions, Place place) throws RegistryException {
            return expressions.parenthesized(this, place);
        }

        @Override
        public String toString() {
            String stages = join(commands, " | ");
            return declarations.isEmpty() ? stages : join(declarations, ", ") + (assignment ? " = " : " := ") + stages;
        }
    }

    record Command(int position, List<Operand> words) implements Node {
        public Command {
            words = List.copyOf(words);
        }

        @Override
        public String toString() {
            return words.stream()
                    .map(w -> w instanceof Pipeline ? "(" + w + ")" : w.toString())
                    .collect(Collectors.joining(" "));
        }
    }

    record Identifier(int position, String name) implements Operand {
        @Override
        public Object evaluate(Expressions expressions, Place place) throws RegistryException {
            return expressions.function(this, place);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A variable, its name with the dollar sign first, followed by the field names of a chain. */
    record Variable(int position, List<String> names) implements Operand {
        public Variable {
            names = List.copyOf(names);
        }

        @Override
        public Object evaluate(Expressions expressions, Place place) throws RegistryException {
            return expressions.variable(this, place);
        }

        @Override
        public String toString() {
            return String.join(".", names);
        }
    }

    record Dot(int position) implements Operand {
        @Override
        public Object evaluate(Expressions expressions, Place place) throws RegistryException {
            return expressions.dot(this, place);
        }

        @Override
        public String toString() {
            return ".";
        }
    }

    record Nil(int position) implements Operand {
        @Override
        public Object evaluate(Expressions expressions, Place place) throws RegistryException {
            return expressions.nil(this, place);
        }

        @Override
        public String toString() {
            return "nil";
        }
    }

    /** Field names applied to the dot. */
    record Field(int position, List<String> names) implements Operand {
        public Field {
            names = List.copyOf(names);
        }

        @Override
        public Object evaluate(Expressions expressions, Place place) throws RegistryException {
            return expressions.field(this, place);
        }

        @Override
        public String toString() {
            return "." + String.join(".", names);
        }
    }

    /** Field names applied to a function result or a pipeline in parentheses. */
    record Chain(int position, Operand start, List<String> names) implements Operand {
        public Chain {
            names = List.copyOf(names);
        }

        @Override
        public Object evaluate(Expressions expressions, Place place) throws RegistryException {
            return expressions.chain(this, place);
        }

        @Override
        public String toString() {
            return (start instanceof Pipeline ? "(" + start + ")" : start) + "." + String.join(".", names);
        }
    }

    record BoolConstant(int position, boolean value) implements Constant {
        @Override
        public Object value(Expressions expressions) {
            return value;
        }

        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    record NumberConstant(int position, String text, NumberLiteral literal) implements Constant {
        @Override
        public Object value(Expressions expressions) throws RegistryException {
            return expressions.number(this);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    record StringConstant(int position, String quoted, String value) implements Constant {
        @Override
        public Object value(Expressions expressions) {
            return value;
        }

        @Override
        public String toString() {
            return quoted;
        }
    }

    /** The three actions with a pipeline and two bodies. */
    record Branch(Kind kind, Pipeline pipeline, Block body, Optional<Block> otherwise) implements Statement {
        enum Kind {
            IF,
            RANGE,
            WITH
        }

        @Override
        public int position() {
            return pipeline.position();
        }

        @Override
        public Evaluator.Flow run(Evaluator evaluator, Object dot) throws IOException {
            return evaluator.branch(dot, this);
        }

        @Override
        public String toString() {
            String word = kind.name().toLowerCase(Locale.ROOT);
            return "{{" + word + " " + pipeline + "}}" + body
                    + otherwise.map(b -> "{{else}}" + b).orElse("") + "{{end}}";
        }
    }

    record Invocation(int position, String name, Optional<Pipeline> pipeline) implements Statement {
        @Override
        public Evaluator.Flow run(Evaluator evaluator, Object dot) throws IOException {
            return evaluator.invocation(dot, this);
        }

        @Override
        public String toString() {
            return "{{template " + Quoting.quote(name)
                    + pipeline.map(p -> " " + p).orElse("") + "}}";
        }
    }

    record Break(int position) implements Statement {
        @Override
        public Evaluator.Flow run(Evaluator evaluator, Object dot) {
            return Evaluator.Flow.BREAK;
        }

        @Override
        public String toString() {
            return "{{break}}";
        }
    }

    record Continue(int position) implements Statement {
        @Override
        public Evaluator.Flow run(Evaluator evaluator, Object dot) {
            return Evaluator.Flow.CONTINUE;
        }

        @Override
        public String toString() {
            return "{{continue}}";
        }
    }

    /** Closes a body; exists only while parsing. */
    record End(int position) implements Node {
        @Override
        public String toString() {
            return "{{end}}";
        }
    }

    /** Separates two bodies; exists only while parsing. */
    record Else(int position) implements Node {
        @Override
        public String toString() {
            return "{{else}}";
        }
    }

    private static String join(List<? extends Node> nodes, String separator) {
        return nodes.stream().map(Node::toString).collect(Collectors.joining(separator));
    }
}
