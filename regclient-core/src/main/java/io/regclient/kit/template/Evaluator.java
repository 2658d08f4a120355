// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.error.RegistryException;
import io.regclient.kit.template.Node.Block;
import io.regclient.kit.template.Node.Branch;
import io.regclient.kit.template.Node.Statement;
import io.regclient.kit.template.text.Quoting;
import io.regclient.kit.template.value.Absent;
import io.regclient.kit.template.value.GoValues;
import io.regclient.kit.template.value.TemplateFunction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** Executes one body of a template: prints text and values, branches, loops and invokes other bodies. */
final class Evaluator {
    /**
     * Deepest nesting of statements, two for each body or invocation; a body can invoke itself. The stack must not end
     * first, for a class whose initialization meets its end is lost to the program. The programs run with 512 KiB, of
     * which this many take two thirds in the interpreter.
     */
    private static final int MAX_DEPTH = 510;

    /** How a statement ends. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    private final Map<String, Block> bodies;
    private final Functions functions;
    private final Output out;
    private final Trace trace;
    private int depth;
    private final Variables variables;
    private final Expressions expressions;

    Evaluator(Map<String, Block> bodies, Functions functions, Output out, Trace trace, Object dot) {
        this(bodies, functions, out, trace, dot, 0);
    }

    private Evaluator(Map<String, Block> bodies, Functions functions, Output out, Trace trace, Object dot, int depth) {
        this.bodies = bodies;
        this.functions = functions;
        this.out = out;
        this.trace = trace;
        this.depth = depth;
        this.variables = new Variables(dot);
        this.expressions = new Expressions(functions, variables, trace);
    }

    /**
     * Writes the result of a body; what was written before an error stays written.
     *
     * @throws IOException a RegistryException for a failing template, anything else from the output
     */
    void execute(Object dot, Block body) throws IOException {
        try {
            walk(dot, body);
        } catch (StackOverflowError e) {
            // only here, where all of the stack is free again: a value may nest deeply too
            throw trace.error("exceeded maximum template depth (the stack is full)");
        }
    }

    private Flow walk(Object dot, Statement node) throws IOException {
        trace.at(node);
        if (++depth > MAX_DEPTH) {
            throw trace.error("exceeded maximum template depth (" + MAX_DEPTH + ")");
        }
        Flow flow = node.run(this, dot);
        depth--;
        return flow;
    }

    Flow text(Node.Text text) throws IOException {
        out.text(text.text());
        return Flow.NEXT;
    }

    Flow block(Object dot, Block block) throws IOException {
        for (Statement node : block.nodes()) {
            Flow flow = walk(dot, node);
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    Flow action(Object dot, Node.Action action) throws IOException {
        Object value = expressions.pipeline(dot, action.pipeline());
        if (action.pipeline().declarations().isEmpty()) {
            trace.at(action);
            out.value(action, printed(action, value));
        }
        return Flow.NEXT;
    }

    private String printed(Node node, Object value) throws RegistryException {
        if (value instanceof TemplateFunction) {
            throw trace.error("can't print " + node + " of type " + GoValues.typeName(value));
        }
        try {
            return ValuePrinter.printed(value);
        } catch (IOException e) {
            throw trace.failed(e);
        }
    }

    Flow branch(Object dot, Branch branch) throws IOException {
        int mark = variables.mark();
        Flow flow = switch (branch.kind()) {
            case IF -> choose(dot, branch, false);
            case WITH -> choose(dot, branch, true);
            case RANGE -> range(dot, branch);
        };
        variables.release(mark);
        return flow;
    }

    private Flow choose(Object dot, Branch branch, boolean changesDot) throws IOException {
        Object value = expressions.pipeline(dot, branch.pipeline());
        if (GoValues.isTrue(value)) {
            return walk(changesDot ? value : dot, branch.body());
        }
        return branch.otherwise().isPresent() ? walk(dot, branch.otherwise().get()) : Flow.NEXT;
    }

    private Flow range(Object dot, Branch branch) throws IOException {
        Object value = expressions.pipeline(dot, branch.pipeline());
        Loop loop = loop(branch, value);
        if (loop.size() <= 0) {
            return branch.otherwise().isPresent() ? walk(dot, branch.otherwise().get()) : Flow.NEXT;
        }
        run(loop, branch);
        return Flow.NEXT;
    }

    private Loop loop(Branch branch, Object value) throws RegistryException {
        Object plain = GoValues.plain(value);
        if (plain instanceof List<?> list) {
            return new Loop(list.size(), i -> i, i -> GoValues.element(list.get((int) i)));
        }
        if (plain instanceof Map<?, ?> map) {
            return mapLoop(GoValues.sortedEntries(map));
        }
        if (plain instanceof Long count) {
            return countLoop(branch, count);
        }
        if (plain instanceof byte[] bytes) {
            return new Loop(bytes.length, i -> i, i -> (long) Byte.toUnsignedInt(bytes[(int) i]));
        }
        if (plain instanceof Absent) {
            return new Loop(0, i -> i, i -> i);
        }
        throw trace.error("range can't iterate over " + printed(branch, value));
    }

    /** How often a loop runs, and the index (or key) and element of each round. */
    private record Loop(long size, LongFunction<Object> index, LongFunction<Object> element) {}

    private static Loop mapLoop(List<Map.Entry<?, ?>> entries) {
        return new Loop(
                entries.size(),
                i -> GoValues.of(entries.get((int) i).getKey()),
                i -> GoValues.element(entries.get((int) i).getValue()));
    }

    private Loop countLoop(Branch branch, long count) throws RegistryException {
        if (branch.pipeline().declarations().size() > 1) {
            throw trace.error("can't use " + count + " to iterate over more than one variable");
        }
        return new Loop(count, i -> i, i -> i);
    }

    private void run(Loop loop, Branch branch) throws IOException {
        int mark = variables.mark();
        for (long i = 0; i < loop.size(); i++) {
            // a count in a template can be large; this is the only place where it can run for long
            if (Thread.currentThread().isInterrupted()) {
                throw trace.canceled();
            }
            Object element = loop.element().apply(i);
            bind(branch.pipeline(), loop.index().apply(i), element);
            Flow flow = walk(element, branch.body());
            variables.release(mark);
            if (flow == Flow.BREAK) {
                return;
            }
        }
    }

    /** One variable takes the element, two take index and element. */
    private void bind(Node.Pipeline pipeline, Object index, Object element) {
        int count = pipeline.declarations().size();
        if (count == 0) {
            return;
        }
        if (!pipeline.assignment()) {
            variables.setFromTop(1, element);
            if (count > 1) {
                variables.setFromTop(2, index);
            }
            return;
        }
        variables.assign(pipeline.declarations().getLast().names().getFirst(), element);
        if (count > 1) {
            variables.assign(pipeline.declarations().getFirst().names().getFirst(), index);
        }
    }

    Flow invocation(Object dot, Node.Invocation invocation) throws IOException {
        Block body = bodies.get(invocation.name());
        if (body == null) {
            throw trace.error("template " + Quoting.quote(invocation.name()) + " not defined");
        }
        Object data = invocation.pipeline().isPresent()
                ? expressions.pipeline(dot, invocation.pipeline().get())
                : Absent.NO_VALUE;
        Trace inner = trace.inBody(invocation.name(), body);
        new Evaluator(bodies, functions, out, inner, data, depth).walk(data, body);
        return Flow.NEXT;
    }
}
