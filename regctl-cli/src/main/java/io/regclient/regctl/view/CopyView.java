// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.copy.CopyResult;
import io.regclient.copy.CopyTally;
import io.regclient.copy.RepoCopyResult;
import io.regclient.kit.template.value.ObjectBuilder;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.kit.view.ReferenceView;
import io.regclient.ref.Ref;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The result of a copy as templates see it: the target's reference, as in the Go tools, and what was done. What is added are
 * methods, so that a printed reference stays what it was; JSON has all of them, under keys of lower case.
 */
public final class CopyView {
    /** The reference has a {@code Digest} of its own. */
    private static final String DIGEST = "GetDigest";

    private CopyView() {}

    /**
     * The object of a copied image.
     *
     * @param requests requests of the copy
     * @param seconds how long it took
     */
    public static TemplateObject of(CopyResult result, long requests, double seconds) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(DIGEST, result.digest().toString());
        amounts(members, result.blobs(), result.bytes(), requests, seconds);
        return object(result.target(), members);
    }

    /** The object of a copied repository, in the same way. */
    public static TemplateObject of(RepoCopyResult result, long requests, double seconds) {
        long unchanged = result.copied().stream()
                .filter(tag -> tag.manifestsPushed() == 0)
                .count();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(
                "Tags",
                TemplateObject.struct("copy.Tags")
                        .field("Copied", "copied", result.copied().size() - unchanged)
                        .field("Unchanged", "unchanged", unchanged)
                        .field("Failed", "failed", (long) result.failures().size())
                        .build());
        amounts(members, result.blobs(), result.bytes(), requests, seconds);
        return object(result.target(), members);
    }

    private static void amounts(
            Map<String, Object> members, CopyTally blobs, CopyTally bytes, long requests, double seconds) {
        members.put("Blobs", tally(blobs));
        members.put("Bytes", tally(bytes));
        members.put("Requests", requests);
        members.put("Seconds", seconds);
    }

    private static TemplateObject tally(CopyTally tally) {
        return TemplateObject.struct("copy.Tally")
                .field("Sent", "sent", tally.sent())
                .field("Mounted", "mounted", tally.mounted())
                .field("Skipped", "skipped", tally.skipped())
                .build();
    }

    private static String key(String name) {
        return name.equals(DIGEST) ? "digest" : name.toLowerCase(Locale.ROOT);
    }

    private static TemplateObject object(Ref target, Map<String, Object> members) {
        ObjectBuilder all = ReferenceView.builder(target);
        members.forEach((name, value) -> all.field(name, key(name), value));
        TemplateObject json = all.build();
        ObjectBuilder shown = ReferenceView.builder(target);
        members.forEach((name, value) -> shown.method(name, () -> value));
        return shown.json(() -> json).build();
    }
}
