// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.mod.ImageEdit;
import io.regclient.mod.ManifestEdits;
import io.regclient.ref.Ref;

/** Options of {@code image mod} that change manifests (contract regctl 11). */
final class ManifestModFlags {
    private ManifestModFlags() {}

    static void declare(ModSteps steps) {
        steps.list(
                "annotation",
                "Annotation, name=value; an empty value removes it; [linux/amd64]name=value for some images only",
                text -> {
                    NameValue pair = NameValue.parse(text);
                    return ManifestEdits.annotation(pair.name(), pair.value());
                });
        steps.list("annotation-base", "Annotations that name the base image, image:tag,digest", ManifestModFlags::base);
        steps.on(
                "annotation-promote",
                "Give an index the annotations that all its images share",
                ManifestEdits.annotationPromoteCommon());
        steps.list(
                "data-max",
                "Embed content of up to so many bytes in descriptors, take out what is larger",
                text -> ManifestEdits.data(bytes(text)));
        steps.list(
                "digest-algo",
                "Algorithm of the digests: sha256, sha384 or sha512",
                text -> ManifestEdits.digestAlgorithm(DigestAlgorithm.parse(text)));
        steps.on("external-urls-rm", "Make layers with URLs normal ones", ManifestEdits.externalUrlsRm());
        steps.on("label-to-annotation", "Make annotations of the labels", ManifestEdits.labelToAnnotation());
        steps.on("rebase", "Exchange the base image that the annotations name", ManifestEdits.rebase());
        steps.text("rebase-ref", "Exchange a base image for another one, old,new", ManifestModFlags::rebase);
        steps.on("to-docker", "Use Docker's media types", ManifestEdits.manifestToDocker());
        steps.on("to-oci", "Use OCI media types", ManifestEdits.manifestToOci());
        steps.on("to-oci-referrers", "Make referrers of Docker's attestations", ManifestEdits.manifestToOciReferrers());
    }

    private static ImageEdit base(String text) throws RegistryException {
        int comma = text.indexOf(',');
        int split = comma < 0 ? text.indexOf('@') : comma;
        if (split <= 0 || split == text.length() - 1) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "arg requires an image name and digest");
        }
        return ManifestEdits.annotationOciBase(
                Ref.parse(text.substring(0, split)), Digest.parse(text.substring(split + 1)));
    }

    private static ImageEdit rebase(String text) throws RegistryException {
        String[] refs = text.split(",", -1);
        if (refs.length != 2) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "arg requires the old and the new base image, old,new");
        }
        return ManifestEdits.rebase(Ref.parse(refs[0]), Ref.parse(refs[1]));
    }

    private static long bytes(String text) throws RegistryException {
        try {
            long bytes = Long.parseLong(text);
            if (bytes >= -1) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw RegistryException.of(ErrorKind.INVALID_INPUT, "must be a number of bytes, -1 keeps what is embedded");
    }
}
