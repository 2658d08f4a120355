// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.gate;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.schema.Parsed;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.regsync.plan.SyncDecision.Copy;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.ReferrerTag;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks whether an image has referrers of some types. The list of a registry only says where to look: what it names must
 * be there, refer to this image and be of the type. Thread-safe.
 */
final class RequiredReferrers {
    /** Referrers of one type that are read when the first ones are wrong. */
    private static final int MAX_READ = 20;

    private final RegClient client;

    RequiredReferrers(RegClient client) {
        this.client = client;
    }

    Verdict look(SyncTask task, Copy copy, List<String> wanted) throws IOException {
        Ref source = copy.what().source().withDigest(copy.what().digest());
        Optional<Parsed<Ref>> elsewhere = task.entry().copy().parsedReferrerSource();
        Ref place = elsewhere.isPresent() ? elsewhere.get().get() : source;
        List<Descriptor> listed = list(source, place);
        for (String type : wanted) {
            Optional<String> problem =
                    lack(candidates(listed, type), place, type, copy.what().digest());
            if (problem.isPresent()) {
                return new Verdict.Deny("referrers", "there is none of the type " + type + problem.get());
            }
        }
        return Verdict.allow();
    }

    /** What is listed by the type, then what is listed by one that tells nothing. */
    private static List<Descriptor> candidates(List<Descriptor> listed, String type) {
        Stream<Descriptor> told = listed.stream()
                .filter(entry -> entry.artifactType().equals(type))
                .limit(MAX_READ);
        Stream<Descriptor> open = listed.stream()
                .filter(entry -> !entry.artifactType().equals(type) && ListedType.isOpen(entry))
                .limit(MAX_READ);
        return Stream.concat(told, open).toList();
    }

    private List<Descriptor> list(Ref source, Ref place) throws IOException {
        try {
            return client.referrers()
                    .list(source, Optional.empty(), place, ReferrerQuery.ALL)
                    .descriptors();
        } catch (RegistryException e) {
            if (!e.is(ErrorKind.NOT_FOUND)) {
                throw RegistryException.withContext("referrers for the gate", e);
            }
            return List.of();
        }
    }

    /** Empty when one of them is right; else what is wrong with the last one, or an empty text when there is none. */
    private Optional<String> lack(List<Descriptor> candidates, Ref place, String type, Digest image)
            throws IOException {
        String problem = "";
        Optional<RegistryException> unread = Optional.empty();
        for (Descriptor candidate : candidates) {
            try {
                Manifest manifest = client.manifests().get(place, candidate);
                PlainKeys.require(manifest);
                String found = ReferrerTag.entry(manifest).artifactType();
                if (!found.equals(type) && !candidate.artifactType().equals(type)) {
                    continue;
                }
                Optional<String> wrong = wrong(manifest, found, type, image);
                if (wrong.isEmpty()) {
                    return Optional.empty();
                }
                problem = ": " + manifest.digest() + " is listed, but " + wrong.get();
            } catch (RegistryException e) {
                if (isAnswer(e)) {
                    problem = ": one is listed, but cannot be read: " + RegistryException.describe(e);
                } else {
                    unread = Optional.of(e);
                }
            }
        }
        if (unread.isPresent()) {
            throw RegistryException.withContext("referrer for the gate", unread.get());
        }
        return Optional.of(problem);
    }

    /** True for what another try would not change. */
    private static boolean isAnswer(RegistryException e) {
        return e.is(ErrorKind.NOT_FOUND)
                || e.is(ErrorKind.UNSUPPORTED_MEDIA_TYPE)
                || e.is(ErrorKind.PARSING_FAILED)
                || e.is(ErrorKind.DIGEST_MISMATCH)
                || e.is(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }

    private static Optional<String> wrong(Manifest manifest, String found, String type, Digest image) {
        if (!found.equals(type)) {
            return Optional.of("is of the type " + (found.isEmpty() ? "of no artifact" : found));
        }
        Optional<Digest> subject = manifest.subject().flatMap(Descriptor::digest);
        if (subject.isEmpty()) {
            return Optional.of("refers to no image");
        }
        return subject.get().equals(image) ? Optional.empty() : Optional.of("refers to " + subject.get());
    }
}
