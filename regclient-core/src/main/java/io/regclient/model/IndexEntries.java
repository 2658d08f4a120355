// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.error.RegistryException;
import io.regclient.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries of an {@code index.json} somebody else wrote: one that is wrong does not hide the others (contract OL-1).
 *
 * @param entries those that can be read, in order
 * @param unread the others
 */
public record IndexEntries(List<Descriptor> entries, List<Unread> unread) {
    /**
     * Largest index.json. It lists every tag of a layout, so it may be larger than a manifest of a registry; what it
     * takes in memory while it is read, changed and written has to fit into the heap of a program.
     */
    public static final int MAX_FILE_BYTES = 24 << 20;

    public IndexEntries {
        entries = List.copyOf(entries);
        unread = List.copyOf(unread);
    }

    /**
     * An entry that cannot be read.
     *
     * @param position among all entries, from 0
     * @param json what is there, to be written back as it is
     * @param reason what is wrong with it
     */
    public record Unread(int position, @Nullable Object json, String reason) {}

    /**
     * Reads the member {@code manifests}.
     *
     * @throws RegistryException of kind PARSING_FAILED when it is no list
     */
    public static IndexEntries of(JsonObject index) throws RegistryException {
        List<Descriptor> entries = new ArrayList<>();
        List<Unread> unread = new ArrayList<>();
        for (Object json : index.list("manifests")) {
            int position = entries.size() + unread.size();
            String key = "manifests[" + position + "]";
            try {
                if (!(json instanceof Map<?, ?> map)) {
                    throw index.invalid(key, "expected an object");
                }
                entries.add(Descriptor.of(JsonObject.of(index.where() + ": " + key, map)));
            } catch (RegistryException e) {
                unread.add(new Unread(position, json, e.getMessage()));
            }
        }
        return new IndexEntries(entries, unread);
    }
}
