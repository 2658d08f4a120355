// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.mod.tree.ManifestNode;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import java.util.Optional;

/**
 * Entries of an index that Docker's annotations tie to another entry become referrers of it. Entries are found by the
 * digests they had when they were read, so other changes may come before.
 */
final class ReferrerConversion {
    private static final String REFERENCE_DIGEST = "vnd.docker.reference.digest";

    private ReferrerConversion() {}

    static void convert(ManifestNode index) throws RegistryException {
        for (ManifestNode child : index.children()) {
            Optional<String> type = child.entryAnnotation(ManifestNode.REFERENCE_TYPE);
            Optional<String> digest = child.entryAnnotation(REFERENCE_DIGEST);
            if (type.isPresent() && digest.isPresent()) {
                convert(index, child, type.get(), Digest.parse(digest.get()));
            }
        }
    }

    private static void convert(ManifestNode index, ManifestNode child, String type, Digest digest)
            throws RegistryException {
        ManifestNode subject = index.children().stream()
                .filter(each -> each.read().digest().equals(digest))
                .findFirst()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.NOT_FOUND,
                        "entry " + child.read().digest() + " of " + index.name() + " refers to " + digest
                                + ", which is not in the index"));
        Optional<Digest> named = child.manifest().subject().flatMap(Descriptor::digest);
        if (!named.equals(Optional.of(digest))) {
            Manifest typed = child.manifest().withAnnotation(ManifestNode.REFERENCE_TYPE, type);
            child.change(typed.withSubject(Optional.of(subject.read().descriptor())));
        }
        index.removeChild(child);
        subject.addReferrer(child);
    }
}
