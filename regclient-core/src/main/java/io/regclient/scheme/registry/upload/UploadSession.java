// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpReply;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.registry.wire.Location;
import java.util.Optional;

/**
 * An open upload. Never changed: an answer with a new Location makes a new session, and the digest of the commit is
 * only ever part of the commit's own URL (contract BL-9, BL-11).
 *
 * @param repo repository that gets the blob
 * @param url absolute URL as the registry gave it
 */
record UploadSession(RegistryRef repo, String url) {

    /**
     * The session an answer names by its Location; empty without the header.
     *
     * @throws RegistryException of kind SIZE_LIMIT_EXCEEDED for a Location that is too long, of kind INVALID_INPUT for
     *     one that is no http or https URL, of kind HTTP_REDIRECT_REFUSED for one that is the place of a manifest
     */
    static Optional<UploadSession> of(RegistryRef repo, HttpReply reply) throws RegistryException {
        String location = reply.header("Location").orElse("").trim();
        if (location.isEmpty()) {
            return Optional.empty();
        }
        String url = Location.ofHeader("upload Location", reply.url(), location);
        if (Location.isManifest(url)) {
            throw RegistryException.of(
                    ErrorKind.HTTP_REDIRECT_REFUSED, "the registry names a manifest as the place of an upload: " + url);
        }
        return Optional.of(new UploadSession(repo, url));
    }

    /** The session after an answer: the new Location, or the same one when it names none. */
    UploadSession after(HttpReply reply) throws RegistryException {
        return of(repo, reply).orElse(this);
    }

    /** URL of the request that ends the upload. */
    String commitUrl(Digest digest) {
        return Location.withParameter(url, "digest", digest.toString());
    }
}
