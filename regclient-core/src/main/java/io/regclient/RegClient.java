// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.copy.Surroundings;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.RegistryHttp;
import io.regclient.ref.Ref;
import io.regclient.scheme.PingResult;
import io.regclient.scheme.SchemeSet;
import io.regclient.scheme.registry.RegistryScheme;
import java.io.IOException;
import java.util.Optional;

/**
 * A client for registries and OCI layouts. References say which of the two is meant. What can be done stands by noun:
 * {@code client.tags().list(...)}, {@code client.images().copy(...)}. Calls block; an interrupt of the calling thread
 * cancels them. Thread-safe: one client per process shares limits, logins and caches.
 *
 * <p>Every failure is a {@link RegistryException}. Its {@link ErrorKind} is INVALID_REFERENCE for a reference that names
 * too little for the call (REF-11) and NOT_IMPLEMENTED for one of an unknown storage (G-3); NOT_FOUND for an absent
 * object, unless the method returns an {@link Optional}; HTTP_UNAUTHORIZED, HTTP_RATE_LIMIT or HTTP_STATUS for what a
 * registry answers; TRANSPORT, STALLED or ALL_REQUESTS_FAILED when there is no answer; LOCAL_IO for a layout that cannot
 * be read or written; DIGEST_MISMATCH, SHORT_READ or SIZE_LIMIT_EXCEEDED for content that is not what its descriptor
 * says; PARSING_FAILED or UNSUPPORTED_MEDIA_TYPE for content that cannot be understood; CANCELED after an interrupt.
 * Methods list only what they add to these.
 */
public final class RegClient implements AutoCloseable {
    private final RegistryScheme registries;
    private final SchemeSet schemes;
    private final SharedCopier copier;
    private final Workshop workshop;
    private final RegistryHttp http;

    RegClient(RegistryHttp http, RegistryScheme registries, SchemeSet schemes, SharedCopier copier, Workshop workshop) {
        this.http = http;
        this.registries = registries;
        this.schemes = schemes;
        this.copier = copier;
        this.workshop = workshop;
    }

    /** A builder with the defaults of every setting; {@link RegClientBuilder#hosts} adds logins and TLS settings. */
    public static RegClientBuilder builder() {
        return new RegClientBuilder();
    }

    /** Content by digest. */
    public Blobs blobs() {
        return new Blobs(schemes, copier);
    }

    /** Manifests by tag or digest. */
    public Manifests manifests() {
        return new Manifests(schemes);
    }

    /** The tags of a repository. */
    public Tags tags() {
        return new Tags(schemes);
    }

    /** What refers to a manifest: signatures, attestations and other artifacts. */
    public Referrers referrers() {
        return new Referrers(schemes);
    }

    /** Whole images: copies, archives, configs, changes. */
    public Images images() {
        return new Images(schemes, copier, workshop);
    }

    /** Artifacts: files, and what they are about. */
    public Artifacts artifacts() {
        return new Artifacts(schemes, workshop.temporary());
    }

    /** Indexes and manifest lists. */
    public Indexes indexes() {
        return new Indexes(schemes, copier);
    }

    /** Whether what is stored is complete. */
    public Checks checks() {
        return new Checks(schemes);
    }

    /** Whole repositories, and the catalog of a registry. */
    public Repositories repos() {
        return new Repositories(registries, schemes, copier);
    }

    /** Servers that are no registries and are sent documents. */
    public Webhooks webhooks() {
        return new Webhooks(http);
    }

    /**
     * Runs work whose registry warnings are reported once; it may call this client as often as it likes (WA-1). A call
     * outside of any such work is one of its own.
     *
     * @return what the work returns
     */
    public <T> T operation(Surroundings.Call<T> work) throws IOException {
        return Operations.call(work);
    }

    /**
     * Upstream {@code Ping}: {@code GET /v2/} of a registry, or a look at the directory of a layout (TG-10).
     *
     * @param ref any reference of the registry or layout
     * @throws RegistryException of a registry that answers anything but 200: its headers are
     *     {@link RegistryException#responseHeaders()}
     */
    public PingResult ping(Ref ref) throws IOException {
        return Operations.call(() -> schemes.of(ref).ping(ref));
    }

    /** Upstream {@code Close}: ends the work on a reference; a modified layout collects its garbage (OL-18). */
    public void finish(Ref ref) throws IOException {
        schemes.of(ref).finish(ref);
    }

    @Override
    public void close() {
        copier.close();
        schemes.close();
    }
}
