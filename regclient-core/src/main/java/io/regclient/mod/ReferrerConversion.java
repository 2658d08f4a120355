// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.mod.tree.ManifestNode;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Entries of an index that Docker's annotations tie to another entry become referrers of it. Entries are found by the
 * digests they had when they were read, so other changes may come before.
 */
final class ReferrerConversion {
    private static final String REFERENCE_DIGEST = "vnd.docker.reference.digest";

    private ReferrerConversion() {}

    static void convert(ManifestNode index) throws RegistryException {
        Map<Digest, ManifestNode> subjects = new HashMap<>();
        List<ManifestNode> referring = new ArrayList<>();
        for (ManifestNode child : index.children()) {
            if (child.isAttestation() && child.entryAnnotation(REFERENCE_DIGEST).isPresent()) {
                referring.add(child);
            } else {
                subjects.putIfAbsent(child.read().digest(), child);
            }
        }
        for (ManifestNode child : referring) {
            Digest digest = Digest.parse(child.entryAnnotation(REFERENCE_DIGEST).orElseThrow());
            ManifestNode subject = Optional.ofNullable(subjects.get(digest))
                    .orElseThrow(() -> RegistryException.of(
                            ErrorKind.NOT_FOUND,
                            "entry " + child.read().digest() + " of " + index.name() + " refers to " + digest
                                    + ", which is not in the index as an image"));
            refer(child, subject);
            index.removeChild(child);
        }
    }

    private static void refer(ManifestNode child, ManifestNode subject) throws RegistryException {
        Optional<Digest> named = child.manifest().subject().flatMap(Descriptor::digest);
        if (!named.equals(Optional.of(subject.read().digest()))) {
            String type = child.entryAnnotation(ManifestNode.REFERENCE_TYPE).orElseThrow();
            Manifest typed = child.manifest().withAnnotation(ManifestNode.REFERENCE_TYPE, type);
            child.change(typed.withSubject(Optional.of(subject.read().descriptor())));
        }
        subject.addReferrer(child);
    }
}
