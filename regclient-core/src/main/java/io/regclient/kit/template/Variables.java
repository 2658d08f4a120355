// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import java.util.ArrayList;
import java.util.List;

/** The variables of a running template body; inner ones hide outer ones of the same name. */
final class Variables {
    private static final class Variable {
        private final String name;
        private Object value;

        Variable(String name, Object value) {
            this.name = name;
            this.value = value;
        }
    }

    private final List<Variable> stack = new ArrayList<>();

    Variables(Object dot) {
        push("$", dot);
    }

    void push(String name, Object value) {
        stack.add(new Variable(name, value));
    }

    int mark() {
        return stack.size();
    }

    void release(int mark) {
        stack.subList(mark, stack.size()).clear();
    }

    Object get(String name) {
        return innermost(name).value;
    }

    void assign(String name, Object value) {
        innermost(name).value = value;
    }

    /** Changes the variable that was declared last (1) or before it (2). */
    void setFromTop(int distance, Object value) {
        stack.get(stack.size() - distance).value = value;
    }

    private Variable innermost(String name) {
        for (int i = stack.size() - 1; i >= 0; i--) {
            if (stack.get(i).name.equals(name)) {
                return stack.get(i);
            }
        }
        throw new IllegalStateException("the parser let an undefined variable pass: " + name);
    }
}
