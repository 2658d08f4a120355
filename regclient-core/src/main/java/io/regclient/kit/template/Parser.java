// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.error.RegistryException;
import io.regclient.kit.template.Node.Block;
import io.regclient.kit.template.Node.Branch;
import io.regclient.kit.template.Node.Statement;
import io.regclient.kit.template.text.Quoting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Parses text and actions into the bodies of a template and of the templates it defines. */
final class Parser {
    private final TokenStream tokens;
    private final PipelineParser pipelines;
    private final Map<String, Block> definitions = new HashMap<>();
    private int depth;

    private Parser(TokenStream tokens, Predicate<String> isFunction) {
        this.tokens = tokens;
        this.pipelines = new PipelineParser(tokens, isFunction);
    }

    /**
     * All bodies by name; the text outside of definitions is the body called {@code name}.
     *
     * @throws RegistryException kind PARSING_FAILED, message {@code template: NAME:LINE: reason}
     */
    static Map<String, Block> parse(String name, String text, Predicate<String> isFunction) throws RegistryException {
        Parser parser = new Parser(new TokenStream(name, Lexer.tokens(text)), isFunction);
        parser.define(name, parser.topLevel());
        // a definition may carry the name of the template itself: the one with content wins
        parser.definitions.putIfAbsent(name, Block.EMPTY);
        return Map.copyOf(parser.definitions);
    }

    private Block topLevel() throws RegistryException {
        Scope scope = new Scope();
        int position = tokens.peek().position();
        List<Statement> nodes = new ArrayList<>();
        while (!tokens.peek().is(TokenType.EOF)) {
            int mark = tokens.mark();
            if (tokens.next().is(TokenType.LEFT_DELIMITER)
                    && tokens.nextNonSpace().is(TokenType.DEFINE)) {
                definition();
                continue;
            }
            tokens.reset(mark);
            Node node = textOrAction(scope);
            if (!(node instanceof Statement statement)) {
                throw tokens.error("unexpected " + node);
            }
            nodes.add(statement);
        }
        return new Block(position, nodes);
    }

    private void definition() throws RegistryException {
        String context = "define clause";
        String name = templateName(tokens.nextNonSpace(), context);
        tokens.expect(TokenType.RIGHT_DELIMITER, context);
        define(name, bodyUpToEnd(new Scope(), context));
    }

    private void define(String name, Block body) throws RegistryException {
        Block known = definitions.getOrDefault(name, Block.EMPTY);
        if (known.isBlank()) {
            definitions.put(name, body);
        } else if (!body.isBlank()) {
            throw tokens.error("template: multiple definition of template " + Quoting.quote(name));
        }
    }

    private Block bodyUpToEnd(Scope scope, String context) throws RegistryException {
        Body body = body(scope);
        if (!(body.closing() instanceof Node.End)) {
            throw tokens.error("unexpected " + body.closing() + " in " + context);
        }
        return body.block();
    }

    private record Body(Block block, Node closing) {}

    private Body body(Scope scope) throws RegistryException {
        if (++depth > PipelineParser.MAX_DEPTH) {
            throw tokens.error("max expression depth exceeded");
        }
        int position = tokens.peekNonSpace().position();
        List<Statement> nodes = new ArrayList<>();
        while (!tokens.peekNonSpace().is(TokenType.EOF)) {
            Node node = textOrAction(scope);
            if (!(node instanceof Statement statement)) {
                depth--;
                return new Body(new Block(position, nodes), node);
            }
            nodes.add(statement);
        }
        throw tokens.error("unexpected EOF");
    }

    /** The next statement, or what closes the body: an end or else node. */
    private Node textOrAction(Scope scope) throws RegistryException {
        Token token = tokens.nextNonSpace();
        if (token.is(TokenType.TEXT)) {
            return new Node.Text(token.position(), token.text());
        }
        if (!token.is(TokenType.LEFT_DELIMITER)) {
            throw tokens.unexpected(token, "input");
        }
        tokens.enterAction(token.line());
        Node node = action(scope);
        tokens.leaveAction();
        return node;
    }

    private Node action(Scope scope) throws RegistryException {
        Token token = tokens.peekNonSpace();
        switch (token.type()) {
            case BLOCK, BREAK, CONTINUE, ELSE, END, IF, RANGE, TEMPLATE, WITH -> tokens.next();
            default -> {
                return new Node.Action(
                        token.position(), pipelines.pipeline(scope, "command", TokenType.RIGHT_DELIMITER));
            }
        }
        return switch (token.type()) {
            case BLOCK -> block(scope);
            case BREAK -> leaveLoop(scope, token, new Node.Break(token.position()));
            case CONTINUE -> leaveLoop(scope, token, new Node.Continue(token.position()));
            case ELSE -> otherwise();
            case END ->
                new Node.End(tokens.expect(TokenType.RIGHT_DELIMITER, "end").position());
            case IF -> branch(scope, Branch.Kind.IF);
            case RANGE -> branch(scope, Branch.Kind.RANGE);
            case TEMPLATE -> invocation(scope);
            default -> branch(scope, Branch.Kind.WITH);
        };
    }

    private Node leaveLoop(Scope scope, Token word, Node node) throws RegistryException {
        Token token = tokens.nextNonSpace();
        if (!token.is(TokenType.RIGHT_DELIMITER)) {
            throw tokens.unexpected(token, "{{" + word.text() + "}}");
        }
        if (!scope.inLoop()) {
            throw tokens.error("{{" + word.text() + "}} outside {{range}}");
        }
        return node;
    }

    /** In {@code else if} and {@code else with} the second word is left for the caller. */
    private Node otherwise() throws RegistryException {
        Token token = tokens.peekNonSpace();
        if (token.is(TokenType.IF) || token.is(TokenType.WITH)) {
            return new Node.Else(token.position());
        }
        return new Node.Else(tokens.expect(TokenType.RIGHT_DELIMITER, "else").position());
    }

    private Statement branch(Scope scope, Branch.Kind kind) throws RegistryException {
        int mark = scope.mark();
        String word = kind.name().toLowerCase(Locale.ROOT);
        Node.Pipeline pipeline = pipelines.pipeline(scope, word, TokenType.RIGHT_DELIMITER);
        if (kind == Branch.Kind.RANGE) {
            scope.enterLoop();
        }
        Body body = body(scope);
        if (kind == Branch.Kind.RANGE) {
            scope.leaveLoop();
        }
        Optional<Block> otherwise = body.closing() instanceof Node.Else
                ? Optional.of(otherwiseBody(scope, kind, body.closing().position()))
                : Optional.empty();
        scope.release(mark);
        return new Branch(kind, pipeline, body.block(), otherwise);
    }

    private Block otherwiseBody(Scope scope, Branch.Kind kind, int position) throws RegistryException {
        Token token = tokens.peek();
        boolean elseIf = kind == Branch.Kind.IF && token.is(TokenType.IF);
        boolean elseWith = kind == Branch.Kind.WITH && token.is(TokenType.WITH);
        if (elseIf || elseWith) {
            tokens.next();
            if (++depth > PipelineParser.MAX_DEPTH) {
                throw tokens.error("max expression depth exceeded");
            }
            Statement nested = branch(scope, kind);
            depth--;
            return new Block(position, List.of(nested));
        }
        Body body = body(scope);
        if (!(body.closing() instanceof Node.End)) {
            throw tokens.error("expected end; found " + body.closing());
        }
        return body.block();
    }

    private Node block(Scope scope) throws RegistryException {
        String context = "block clause";
        Token token = tokens.nextNonSpace();
        String name = templateName(token, context);
        Node.Pipeline pipeline = pipelines.pipeline(scope, context, TokenType.RIGHT_DELIMITER);
        define(name, bodyUpToEnd(new Scope(), context));
        return new Node.Invocation(token.position(), name, Optional.of(pipeline));
    }

    private Node invocation(Scope scope) throws RegistryException {
        String context = "template clause";
        Token token = tokens.nextNonSpace();
        String name = templateName(token, context);
        Optional<Node.Pipeline> pipeline = Optional.empty();
        if (tokens.peekNonSpace().is(TokenType.RIGHT_DELIMITER)) {
            tokens.next();
        } else {
            pipeline = Optional.of(pipelines.pipeline(scope, context, TokenType.RIGHT_DELIMITER));
        }
        return new Node.Invocation(token.position(), name, pipeline);
    }

    private String templateName(Token token, String context) throws RegistryException {
        if (!token.is(TokenType.STRING) && !token.is(TokenType.RAW_STRING)) {
            throw tokens.unexpected(token, context);
        }
        return pipelines.stringValue(token.text());
    }
}
