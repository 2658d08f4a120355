// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.diff.LineDiff;
import io.regclient.diff.Lines;
import io.regclient.error.RegistryException;
import io.regclient.json.JsonLayout;
import io.regclient.json.JsonStyle;
import io.regclient.mod.tree.ManifestChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The text of what edits do to manifests and configs: a heading and the changed lines of each. */
public final class ChangeLines implements Consumer<ManifestChange> {
    private static final int CONTEXT = 3;

    private final List<ManifestChange> changes = new ArrayList<>();

    @Override
    public void accept(ManifestChange change) {
        changes.add(change);
    }

    /** Images in front of the index that names them. */
    public String text() throws RegistryException {
        StringBuilder text = new StringBuilder();
        for (ManifestChange change : changes) {
            append(
                    text,
                    "manifest " + change.name(),
                    json(change.before().raw()),
                    json(change.after().raw()));
            if (!change.configAfter().isEmpty()) {
                append(text, "config of " + change.name(), change.configBefore(), change.configAfter());
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String heading, String before, String after)
            throws RegistryException {
        text.append(heading).append('\n');
        LineDiff.of(lines(heading, before), lines(heading, after))
                .print(CONTEXT, line -> text.append(line).append('\n'));
    }

    private static Lines lines(String what, String json) throws RegistryException {
        return Lines.of(what, JsonLayout.indented(JsonLayout.compact(json, JsonStyle.COMPACT)));
    }

    private static String json(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
