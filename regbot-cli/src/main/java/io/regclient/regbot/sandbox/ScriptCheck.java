// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.regclient.kit.yaml.NearestWord;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.NameUses;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Compares the names a script uses with those it will find. */
final class ScriptCheck {
    private static final Pattern POSITION = Pattern.compile("[^:]*:(\\d{1,9}): (.*)", Pattern.DOTALL);

    /** Any name of one or two letters is near to any other. */
    private static final int SHORTEST_MISSPELT = 3;

    private final ScriptTable globals;

    /**
     * @param globals the names of a state in which nothing has run
     */
    ScriptCheck(ScriptTable globals) {
        this.globals = globals;
    }

    /** The problems in the order of their lines; one for a script that does not compile, where reading it ends. */
    List<ScriptProblem> problems(String script, String chunk) {
        NameUses uses;
        try {
            uses = NameUses.of(script.getBytes(UTF_8), chunk);
        } catch (ScriptError e) {
            return List.of(syntax(LuaStrings.plainText(e.getMessageObject())));
        }
        Set<ScriptProblem> found = new LinkedHashSet<>();
        for (NameUses.Use use : uses.reads()) {
            if (use.table().isEmpty()) {
                variable(use, uses, found);
            } else {
                field(use, uses, found);
            }
        }
        return found.stream()
                .sorted((a, b) -> Integer.compare(a.line(), b.line()))
                .toList();
    }

    private static ScriptProblem syntax(String message) {
        Matcher position = POSITION.matcher(message);
        return position.matches()
                ? new ScriptProblem(Integer.parseInt(position.group(1)), position.group(2))
                : new ScriptProblem(0, message);
    }

    private void variable(NameUses.Use use, NameUses uses, Set<ScriptProblem> found) {
        if (globals.field(use.name()).isnil() && !uses.writes(use.name()) && uses.isComplete()) {
            List<String> known = names(globals);
            known.addAll(uses.written());
            String text = "the global " + use.name() + " is read but never set";
            found.add(new ScriptProblem(use.line(), text + meant("", use.name(), known)));
        }
    }

    private void field(NameUses.Use use, NameUses uses, Set<ScriptProblem> found) {
        if (globals.field(use.table()) instanceof ScriptTable table
                && table.field(use.name()).isnil()
                && !uses.writes(use.table())
                && !uses.writes(use.path())
                && !uses.handsOn(use.table())) {
            String text = "there is no " + use.path();
            found.add(new ScriptProblem(use.line(), text + meant(use.table() + ".", use.name(), names(table))));
        }
    }

    private static String meant(String prefix, String name, Collection<String> known) {
        return name.length() < SHORTEST_MISSPELT
                ? ""
                : NearestWord.of(name, known)
                        .map(near -> ", did you mean " + prefix + near + "?")
                        .orElse("");
    }

    private static List<String> names(ScriptTable table) {
        List<String> names = new ArrayList<>();
        Varargs entry = table.next(LuaValue.NIL);
        while (!entry.arg1().isnil()) {
            names.add(LuaStrings.plainText(entry.arg1()));
            entry = table.next(entry.arg1());
        }
        return names;
    }
}
