// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.ref.Tag;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tag that is named after a manifest and belongs to it, for example a signature or a list of referrers.
 *
 * @param subject the manifest, empty when the name does not hold its whole digest
 */
public record DigestTag(Optional<Digest> subject) {
    private static final Pattern FORM = Pattern.compile("([a-z0-9]+)-([0-9a-f]{32,})([^0-9a-f].*)?");

    /** Reads the name of a tag; empty for a tag of its own right. */
    public static Optional<DigestTag> of(Tag tag) {
        Matcher name = FORM.matcher(tag.name());
        if (!name.matches()) {
            return Optional.empty();
        }
        boolean whole = name.group(1).equals(DigestAlgorithm.SHA256.id())
                && name.group(2).length() == DigestAlgorithm.SHA256.hexLength();
        return Optional.of(new DigestTag(
                whole ? Optional.of(new Digest(DigestAlgorithm.SHA256, name.group(2))) : Optional.empty()));
    }
}
