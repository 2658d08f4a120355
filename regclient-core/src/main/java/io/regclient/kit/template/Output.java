// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.error.VisibleText;
import java.io.IOException;

/**
 * Where the text of a template goes.
 *
 * @param out takes the text
 * @param forPeople values are escaped where they could control a terminal
 */
record Output(Appendable out, boolean forPeople) {
    /** Bodies are shown byte by byte to those who ask for them by this name (contract regctl 7.6). */
    private static final String RAW = "RawBody";

    /** Text of the template. */
    void text(String text) throws IOException {
        out.append(text);
    }

    /** What an action prints. */
    void value(Node.Action action, String text) throws IOException {
        String shown = forPeople ? VisibleText.of(text) : text;
        out.append(shown.equals(text) || action.toString().contains(RAW) ? text : shown);
    }
}
