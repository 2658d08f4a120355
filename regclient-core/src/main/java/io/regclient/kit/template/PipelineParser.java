// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.error.RegistryException;
import io.regclient.kit.template.Node.Constant;
import io.regclient.kit.template.Node.Operand;
import io.regclient.kit.template.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Parses what stands inside an action: declarations, pipeline stages and their operands. */
final class PipelineParser {
    /** Deepest nesting of parentheses and bodies; keeps hostile input from exhausting the stack. */
    static final int MAX_DEPTH = 250;

    private final TokenStream tokens;
    private final Predicate<String> isFunction;
    private int depth;

    PipelineParser(TokenStream tokens, Predicate<String> isFunction) {
        this.tokens = tokens;
        this.isFunction = isFunction;
    }

    /** A pipeline up to and including the closing token. */
    Node.Pipeline pipeline(Scope scope, String context, TokenType end) throws RegistryException {
        int position = tokens.peekNonSpace().position();
        List<Node.Variable> declarations = new ArrayList<>();
        boolean assignment = declarations(scope, context, declarations);
        List<Node.Command> commands = new ArrayList<>();
        while (true) {
            Token token = tokens.peekNonSpace();
            if (token.is(end)) {
                tokens.next();
                check(commands, context);
                return new Node.Pipeline(position, declarations, assignment, commands);
            }
            if (!startsOperand(token)) {
                throw tokens.unexpected(tokens.next(), context);
            }
            commands.add(command(scope));
        }
    }

    /** Variables before {@code :=} or {@code =}; answers whether they are assigned instead of declared. */
    private boolean declarations(Scope scope, String context, List<Node.Variable> declared) throws RegistryException {
        while (tokens.peekNonSpace().is(TokenType.VARIABLE)) {
            int mark = tokens.mark();
            Token variable = tokens.next();
            Token operator = tokens.peekNonSpace();
            boolean comma = operator.is(TokenType.CHAR) && operator.text().equals(",");
            if (!comma && !operator.is(TokenType.ASSIGN) && !operator.is(TokenType.DECLARE)) {
                tokens.reset(mark);
                return false;
            }
            tokens.next();
            declared.add(new Node.Variable(variable.position(), List.of(variable.text())));
            scope.declare(variable.text());
            if (!comma) {
                return operator.is(TokenType.ASSIGN);
            }
            if (!context.equals("range") || declared.size() > 1) {
                throw tokens.error("too many declarations in " + context);
            }
            switch (tokens.peekNonSpace().type()) {
                case VARIABLE, RIGHT_DELIMITER, RIGHT_PAREN -> {}
                default -> throw tokens.error("range can only initialize variables");
            }
        }
        return false;
    }

    private void check(List<Node.Command> commands, String context) throws RegistryException {
        if (commands.isEmpty()) {
            throw tokens.error("missing value for " + context);
        }
        for (int i = 1; i < commands.size(); i++) {
            Operand first = commands.get(i).words().getFirst();
            if (first instanceof Constant || first instanceof Node.Dot || first instanceof Node.Nil) {
                throw tokens.error("non executable command in pipeline stage " + (i + 1));
            }
        }
    }

    private Node.Command command(Scope scope) throws RegistryException {
        int position = tokens.peekNonSpace().position();
        List<Operand> words = new ArrayList<>();
        while (true) {
            tokens.peekNonSpace();
            operand(scope).ifPresent(words::add);
            Token token = tokens.peek();
            switch (token.type()) {
                case SPACE -> tokens.next();
                case RIGHT_DELIMITER, RIGHT_PAREN -> {
                    return complete(position, words);
                }
                case PIPE -> {
                    tokens.next();
                    return complete(position, words);
                }
                default -> throw tokens.unexpected(tokens.next(), "operand");
            }
        }
    }

    private Node.Command complete(int position, List<Operand> words) throws RegistryException {
        if (words.isEmpty()) {
            throw tokens.error("empty command");
        }
        return new Node.Command(position, words);
    }

    private Optional<Operand> operand(Scope scope) throws RegistryException {
        Token first = tokens.peekNonSpace();
        if (!startsOperand(first)) {
            return Optional.empty();
        }
        Operand term = term(scope);
        Token field = tokens.peek();
        if (!field.is(TokenType.FIELD)) {
            return Optional.of(term);
        }
        List<String> names = new ArrayList<>();
        while (tokens.peek().is(TokenType.FIELD)) {
            names.add(tokens.next().text().substring(1));
        }
        return Optional.of(chain(field.position(), term, names));
    }

    private Operand chain(int position, Operand term, List<String> names) throws RegistryException {
        if (term instanceof Node.Field field) {
            return new Node.Field(position, concat(field.names(), names));
        }
        if (term instanceof Node.Variable variable) {
            return new Node.Variable(position, concat(variable.names(), names));
        }
        if (term instanceof Constant || term instanceof Node.Nil || term instanceof Node.Dot) {
            throw tokens.error("unexpected . after term " + Quoting.quote(term.toString()));
        }
        return new Node.Chain(position, term, names);
    }

    private Operand term(Scope scope) throws RegistryException {
        Token token = tokens.nextNonSpace();
        int position = token.position();
        String text = token.text();
        return switch (token.type()) {
            case IDENTIFIER -> identifier(position, text);
            case DOT -> new Node.Dot(position);
            case NIL -> new Node.Nil(position);
            case VARIABLE -> variable(scope, position, text);
            case FIELD -> new Node.Field(position, List.of(text.substring(1)));
            case BOOL -> new Node.BoolConstant(position, text.equals("true"));
            case CHAR_CONSTANT, COMPLEX, NUMBER -> number(token);
            case LEFT_PAREN -> parenthesized(scope);
            case STRING, RAW_STRING -> new Node.StringConstant(position, text, stringValue(text));
            default -> throw tokens.unexpected(token, "operand");
        };
    }

    private Operand identifier(int position, String name) throws RegistryException {
        if (!isFunction.test(name)) {
            throw tokens.error("function " + Quoting.quote(name) + " not defined");
        }
        return new Node.Identifier(position, name);
    }

    private Operand variable(Scope scope, int position, String name) throws RegistryException {
        if (!scope.knows(name)) {
            throw tokens.error("undefined variable " + Quoting.quote(name));
        }
        return new Node.Variable(position, List.of(name));
    }

    private Operand parenthesized(Scope scope) throws RegistryException {
        if (++depth > MAX_DEPTH) {
            throw tokens.error("max expression depth exceeded");
        }
        Node.Pipeline pipeline = pipeline(scope, "parenthesized pipeline", TokenType.RIGHT_PAREN);
        depth--;
        return pipeline;
    }

    private Operand number(Token token) throws RegistryException {
        if (token.is(TokenType.CHAR_CONSTANT)) {
            int value = Quoting.unquoteChar(token.text())
                    .orElseThrow(() -> tokens.error("malformed character constant: " + token.text()));
            return new Node.NumberConstant(token.position(), token.text(), NumberLiteral.ofChar(value));
        }
        try {
            return new Node.NumberConstant(token.position(), token.text(), NumberLiteral.parse(token.text()));
        } catch (IllegalArgumentException e) {
            throw tokens.error(RegistryException.describe(e));
        }
    }

    /** The value of a string literal as it stands in the template. */
    String stringValue(String literal) throws RegistryException {
        return Quoting.unquote(literal).orElseThrow(() -> tokens.error("invalid syntax"));
    }

    private static boolean startsOperand(Token token) {
        return switch (token.type()) {
            case BOOL, CHAR_CONSTANT, COMPLEX, DOT, FIELD, IDENTIFIER, NUMBER, NIL, RAW_STRING, STRING -> true;
            case VARIABLE, LEFT_PAREN -> true;
            default -> false;
        };
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
