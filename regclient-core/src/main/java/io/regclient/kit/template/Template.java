// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.kit.template.Node.Block;
import io.regclient.kit.template.value.Absent;
import io.regclient.kit.template.value.GoValues;
import io.regclient.kit.template.value.TemplateObject;
import java.io.IOException;
import java.util.Map;

/**
 * A parsed Go text/template (contract regctl 7.1, regsync 5). Immutable and thread-safe; error messages call it
 * {@code out}.
 */
public final class Template {
    private static final String NAME = "out";

    /** Longest text that is kept in memory, in characters; a loop in a template can write without end. */
    private static final int MAX_EXPANSION = 1 << 20;

    private final String text;
    private final Map<String, Block> bodies;
    private final Functions functions;

    private Template(String text, Map<String, Block> bodies, Functions functions) {
        this.text = text;
        this.bodies = bodies;
        this.functions = functions;
    }

    /**
     * Parses a template.
     *
     * @throws RegistryException kind PARSING_FAILED, for example {@code template: out:1: unclosed action}
     */
    public static Template parse(String text, Functions functions) throws RegistryException {
        Map<String, Block> bodies =
                Parser.parse(NAME, text, name -> functions.find(name).isPresent());
        return new Template(text, bodies, functions);
    }

    /**
     * Writes the text for the given data. What was written before an error stays written.
     *
     * @param data a value as described at {@link TemplateObject}; an empty Optional means no data
     * @throws RegistryException kind PARSING_FAILED when the template does not fit the data or a function fails,
     *     CANCELED when the thread is interrupted
     * @throws IOException from the output
     */
    public void execute(Object data, Appendable out) throws IOException {
        execute(data, new Output(out, false));
    }

    /**
     * Like {@link #execute} for people: what a value controls or reorders is escaped, see {@link VisibleText}. Text of
     * the template itself and actions that ask for a raw body are written as they are.
     */
    public void show(Object data, Appendable out) throws IOException {
        execute(data, new Output(out, true));
    }

    private void execute(Object data, Output out) throws IOException {
        Object value = GoValues.of(data);
        Object dot = value instanceof Absent ? Absent.NO_VALUE : value;
        Block body = bodies.getOrDefault(NAME, Block.EMPTY);
        new Evaluator(bodies, functions, out, new Trace(NAME, NAME, text, body), dot).execute(dot, body);
    }

    /**
     * The text for the given data; see {@link #execute(Object, Appendable)}.
     *
     * @throws RegistryException kind SIZE_LIMIT_EXCEEDED, too, for a text of more than a million characters
     */
    public String expand(Object data) throws IOException {
        BoundedText out = new BoundedText("the template writes", MAX_EXPANSION);
        execute(data, out);
        return out.toString();
    }
}
