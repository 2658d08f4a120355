// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.verify;

import io.regclient.ref.Tag;
import io.regclient.validate.Flaw;
import java.util.List;
import java.util.Locale;

/**
 * Something in a target repository that is not as it should be.
 *
 * @param what the content and what is wrong with it
 * @param tags that need it, in their order
 * @param repaired it was brought again
 */
public record Damage(What what, List<Tag> tags, boolean repaired) {
    public Damage {
        tags = List.copyOf(tags);
    }

    /**
     * A piece of content that is not right.
     *
     * @param kind what is wrong
     * @param content what it is and its digest, for example {@code layer sha256:...}
     * @param reason what was found
     */
    public record What(Flaw.Kind kind, String content, String reason) {
        /** True for a manifest, false for a blob. */
        boolean isManifest() {
            return content.startsWith("manifest");
        }

        /** The word in tables and output. */
        public String word() {
            return kind.name().toLowerCase(Locale.ROOT);
        }
    }
}
