// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import java.util.Optional;

/**
 * The name of the image that a signature has to be for.
 *
 * @param text as it is written or shown
 * @param isNeeded false when a signature that names no image will do
 * @param key where another name can be set
 */
record ClaimedName(String text, boolean isNeeded, String key) {
    /** The name that is wanted: of the source's repository unless the configuration says another one. */
    static ClaimedName of(String name, Ref source, String key) {
        return name.isEmpty()
                ? new ClaimedName(source.withoutVersion().commonName(), false, key)
                : new ClaimedName(name, true, key);
    }

    /** True for the same repository; a tag or digest must be written there too where one is wanted. */
    boolean accepts(String name) {
        if (name.equals(text)) {
            return true;
        }
        try {
            Ref wanted = Ref.parse(text);
            Ref found = Ref.parse(name);
            Optional<String> tag = writtenTag(wanted, text);
            return wanted.sameRepository(found)
                    && (tag.isEmpty() || tag.equals(writtenTag(found, name)))
                    && (wanted.digest().isEmpty() || wanted.digest().equals(found.digest()));
        } catch (RegistryException e) {
            return false; // a signer may write any text, which is then compared as it is
        }
    }

    /** A reference without a tag has the tag latest, which nobody has written. */
    private static Optional<String> writtenTag(Ref parsed, String text) {
        int digest = text.indexOf('@');
        String name = digest < 0 ? text : text.substring(0, digest);
        return parsed.tag().filter(tag -> name.endsWith(":" + tag));
    }
}
