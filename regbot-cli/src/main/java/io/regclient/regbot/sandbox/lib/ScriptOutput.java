// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.regbot.sandbox.vm.ScriptError;
import java.io.Flushable;
import java.io.IOException;

/** Where a script prints to. One call is one {@code append}, so that lines of scripts at work together stay whole. */
public final class ScriptOutput {
    private final Appendable target;

    public ScriptOutput(Appendable target) {
        this.target = target;
    }

    void write(String text) {
        try {
            synchronized (target) {
                target.append(VisibleText.of(text)); // scripts print what registries tell
                if (target instanceof Flushable buffered) {
                    buffered.flush(); // a server runs for months; what scripts print must not wait in a buffer
                }
            }
        } catch (IOException e) {
            throw new ScriptError("cannot write: " + RegistryException.describe(e));
        }
    }
}
