// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import java.util.ArrayList;
import java.util.List;

/** What is visible at a place of a template while parsing: variables and enclosing loops. */
final class Scope {
    private final List<String> variables = new ArrayList<>(List.of("$"));
    private int loops;

    boolean knows(String variable) {
        return variables.contains(variable);
    }

    void declare(String variable) {
        variables.add(variable);
    }

    int mark() {
        return variables.size();
    }

    void release(int mark) {
        variables.subList(mark, variables.size()).clear();
    }

    boolean inLoop() {
        return loops > 0;
    }

    void enterLoop() {
        loops++;
    }

    void leaveLoop() {
        loops--;
    }
}
