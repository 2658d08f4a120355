// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.FileText;
import java.io.IOException;
import java.io.StringReader;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads the YAML of regsync and regbot (contract regsync 2): the first document, whose scalars stay text until somebody
 * asks for another type. No object is ever constructed from a tag.
 */
public final class Yaml {
    /** Largest file in characters. */
    private static final int MAX_CHARACTERS = 16 << 20;

    /**
     * Longest run of characters without a blank or one of {@link #WORD_ENDS}. The scanner copies what it has of such a run with every
     * thousand characters more: one of 4 MB took half a minute.
     */
    static final int MAX_RUN = 256 << 10;

    private static final String WORD_ENDS = "\"',[]{}";

    /** Deepest nesting. */
    private static final int MAX_DEPTH = 64;

    /** Most aliases to lists and maps: a file may use one anchor per entry. They are shared, never expanded. */
    private static final int MAX_ALIASES = 100_000;

    /** A value without quotes that begins with a character of YAML's own. */
    private static final Pattern UNQUOTED =
            Pattern.compile("(?:: +|- +|[\\[,] *)([%@`]|\\{\\{|\\*(?!\\w)|[>|](?![-+0-9]* *(?:#.*)?$))");

    private static final String UNDEFINED_ALIAS = "found undefined alias";

    private Yaml() {}

    /**
     * Reads the mapping at the top of a file; an empty file is an empty mapping.
     *
     * @param what name of the file, for messages
     * @throws RegistryException of kind PARSING_FAILED, its message names line and column
     */
    public static YamlMapping parse(byte[] utf8, String what) throws RegistryException {
        try {
            return parse(FileText.of(utf8), what);
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw failed(what, "", RegistryException.describe(e));
        }
    }

    /**
     * Reads the mapping at the top of a file; an empty file is an empty mapping.
     *
     * @throws RegistryException of kind PARSING_FAILED, its message names line and column
     */
    public static YamlMapping parse(String text, String what) throws RegistryException {
        Optional<Node> root = compose(FileText.withoutMark(text), what);
        if (root.isEmpty() || root.get().getTag().equals(Tag.NULL)) {
            return YamlMapping.empty(what);
        }
        if (root.get() instanceof MappingNode mapping) {
            return YamlMapping.of(what, mapping);
        }
        throw misused(what, root.get(), "mapping");
    }

    private static Optional<Node> compose(String text, String what) throws RegistryException {
        requireShortRuns(text, what);
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(true);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_CHARACTERS);
        try {
            StreamReader reader = new StreamReader(new StringReader(text));
            Composer composer =
                    new Composer(new BoundedParser(new ParserImpl(reader, options)), new TextResolver(), options);
            return composer.checkNode() ? Optional.of(composer.getNode()) : Optional.empty();
        } catch (MarkedYAMLException e) {
            String problem = e.getProblem() == null ? "invalid YAML" : e.getProblem();
            if (problem.startsWith(UNDEFINED_ALIAS)) {
                problem = UNDEFINED_ALIAS; // its name may be a password that begins with a star
            }
            throw failed(what, position(e.getProblemMark()), problem + quoteAdvice(text, e.getProblemMark()));
        } catch (ReaderException e) {
            throw unprintable(text, what);
        } catch (YAMLException e) {
            String message = RegistryException.describe(e);
            throw failed(what, "", message.lines().findFirst().orElse(message));
        } catch (RuntimeException e) {
            // a defect of the parser that an odd text brings to light; its message may quote the text
            throw failed(what, "", "the parser fails with " + e.getClass().getSimpleName());
        }
    }

    /** The reader knows a place in its buffer only. */
    private static RegistryException unprintable(String text, String what) {
        int line = 1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c)) {
                String name = String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u%04x", c);
                return failed(
                        what,
                        "line " + line + ": ",
                        "the character " + name + " must be removed, or written as \"" + name + "\" in double quotes");
            }
            line += c == '\n' ? 1 : 0;
        }
        return failed(what, "", "a character that is not allowed");
    }

    private static void requireShortRuns(String text, String what) throws RegistryException {
        int line = 1;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line += c == '\n' ? 1 : 0;
            run = c <= ' ' || WORD_ENDS.indexOf(c) >= 0 ? 0 : run + 1;
            if (run > MAX_RUN) {
                throw failed(what, "", "line " + line + ": a word of more than " + MAX_RUN + " characters");
            }
        }
    }

    /** What to do about a value such as {@code >=1.0}, whose first character means something to YAML. */
    private static String quoteAdvice(String text, @Nullable Mark mark) {
        if (mark == null) {
            return "";
        }
        String line = text.lines().skip(mark.getLine()).findFirst().orElse("");
        Matcher value = UNQUOTED.matcher(line);
        return value.find() ? mustBeQuoted(value.group(1)) : "";
    }

    private static String mustBeQuoted(String start) {
        return ", a value that begins with " + start + " must be quoted";
    }

    /** A key behind the place of its mapping, for messages. */
    static String path(String where, String key) {
        return where + (where.contains(": ") ? "." : ": ") + key;
    }

    /** An error about a node of another kind than its place asks for. */
    static RegistryException misused(String where, Node node, String expected) {
        String kind = switch (node) {
            case MappingNode m -> "mapping";
            case SequenceNode s -> "sequence";
            default -> "string";
        };
        String advice = isTemplate(node) ? mustBeQuoted("{{") : "";
        return failed(where, node, kind + " was used where " + expected + " is expected" + advice);
    }

    /** What YAML makes of a template without quotes: a mapping whose key is a mapping. */
    private static boolean isTemplate(Node node) {
        return node instanceof MappingNode outer
                && !outer.getValue().isEmpty()
                && outer.getValue().getFirst().getKeyNode() instanceof MappingNode;
    }

    /** An error about a node. */
    static RegistryException failed(String where, Node node, String why) {
        return failed(where, position(node.getStartMark()), why);
    }

    private static RegistryException failed(String where, String position, String why) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, where + ": " + position + why);
    }

    private static String position(@Nullable Mark mark) {
        return mark == null ? "" : "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ";
    }

    /** Knows nothing and the merge key; numbers, booleans and dates stay text. */
    private static final class TextResolver extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.MERGE, MERGE, "<", 10);
            addImplicitResolver(Tag.NULL, NULL, "~nN\0", 10);
            addImplicitResolver(Tag.NULL, EMPTY, null, 10);
        }
    }
}
