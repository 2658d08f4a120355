// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.run;

import io.regclient.kit.service.SeveralFailures;
import io.regclient.kit.yaml.SourceText;
import io.regclient.regbot.config.ScriptEntry;
import io.regclient.regbot.sandbox.ScriptProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Looks for mistakes in scripts without running them; no registry is asked. */
public final class CheckRun {
    /** The compiler names the line of an opening bracket or keyword. */
    private static final Pattern OTHER_LINE = Pattern.compile("at line (\\d{1,9})");

    private final ScriptRunner runner;

    public CheckRun(ScriptRunner runner) {
        this.runner = runner;
    }

    /**
     * Checks the scripts.
     *
     * @throws SeveralFailures with all mistakes, in the order of the file
     */
    public void run(List<ScriptEntry> scripts) throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (ScriptEntry script : scripts) {
            script.activations()
                    .flatMap(when -> when.schedule().problem())
                    .ifPresent(problem -> failures.add(problem.withContext("schedule of script " + script.name())));
            for (ScriptProblem problem : runner.check(script)) {
                SourceText source = script.script();
                String text = OTHER_LINE
                        .matcher(problem.text())
                        .replaceAll(found -> "at line " + source.lineInFile(Integer.parseInt(found.group(1))));
                failures.add(source.problem(problem.line(), text));
            }
        }
        if (!failures.isEmpty()) {
            throw new SeveralFailures(failures);
        }
    }
}
