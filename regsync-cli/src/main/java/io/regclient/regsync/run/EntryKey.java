// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.regsync.schema.SyncEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an entry is known by from one configuration to the next: all its other keys may change.
 *
 * @param number of the entries with this source, target and type, from 0
 */
record EntryKey(String source, String target, String type, int number) {

    /** Entries by their keys, in their order. */
    static Map<EntryKey, SyncEntry> of(List<SyncEntry> entries) {
        Map<EntryKey, SyncEntry> keyed = new LinkedHashMap<>();
        for (SyncEntry entry : entries) {
            EntryKey key = new EntryKey(entry.source(), entry.target(), entry.type(), 0);
            while (keyed.containsKey(key)) {
                key = new EntryKey(key.source, key.target, key.type, key.number + 1);
            }
            keyed.put(key, entry);
        }
        return keyed;
    }
}
