// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import io.regclient.error.VisibleText;
import io.regclient.regsync.schema.SyncEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How an entry is called. No text has a login in it, or characters that change how others are shown.
 *
 * @param name unlike those of all other entries of the file: its target, with a number from the second of a target on
 * @param type its key {@code type}
 * @param source its key {@code source}
 * @param target its key {@code target}
 */
public record EntryLabel(String name, String type, String source, String target) {
    /** In characters: longer than any reference a registry takes. */
    private static final int LONGEST = 400;

    /** The labels of entries, in their order. */
    static List<EntryLabel> of(List<SyncEntry> entries) {
        List<EntryLabel> labels = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (SyncEntry entry : entries) {
            String target = shown(entry.target());
            String name = target;
            for (int number = 2; !names.add(name); number++) {
                name = target + " (" + number + ")";
            }
            labels.add(new EntryLabel(name, shown(entry.type()), shown(entry.source()), target));
        }
        return labels;
    }

    static String shown(String text) {
        return VisibleText.name(VisibleText.withoutLogin(text), LONGEST);
    }
}
