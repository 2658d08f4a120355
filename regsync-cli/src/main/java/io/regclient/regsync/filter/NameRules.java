// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.filter;

import io.regclient.error.RegistryException;
import io.regclient.ref.NameFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The filters of a set that look at the name of a tag alone (contract regsync 6). */
record NameRules(TagSet set, NameFilter names, List<VersionRange> ranges) {

    static NameRules of(TagSet set) throws RegistryException {
        NameFilter names = AllowDeny.of(set.allow(), set.deny());
        List<VersionRange> ranges = new ArrayList<>();
        for (String range : set.semverRange()) {
            if (!range.isBlank()) {
                ranges.add(VersionRange.parse(range));
            }
        }
        return new NameRules(set, names, ranges);
    }

    boolean accepts(String tag, TagSelection.Reasons reasons) {
        if (!set.allow().isEmpty() && !names.wanted().matchAny(tag)) {
            reasons.dropped(tag, "allow", "matches no pattern of " + set.allow());
            return false;
        }
        if (names.unwanted().matchAny(tag)) {
            reasons.dropped(tag, "deny", "matches a pattern of " + set.deny());
            return false;
        }
        return ranges.isEmpty() || inAnyRange(tag, reasons);
    }

    private boolean inAnyRange(String tag, TagSelection.Reasons reasons) {
        Optional<Version> version = Version.parse(tag);
        if (version.isEmpty()) {
            reasons.dropped(tag, "semverRange", "\"" + tag + "\" is not a version");
            return false;
        }
        boolean inside = ranges.stream().anyMatch(range -> range.test(version.get()));
        if (!inside) {
            reasons.dropped(tag, "semverRange", "in no range of " + set.semverRange());
        }
        return inside;
    }
}
