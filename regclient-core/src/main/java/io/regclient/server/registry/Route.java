// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Refusal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The endpoint a path names (OCI distribution specification, "Endpoints"). */
sealed interface Route {

    /** {@code /v2/}. */
    record Ping() implements Route {}

    /** {@code /v2/_catalog}. */
    record Catalog() implements Route {}

    /** {@code /v2/<name>/tags/list}. */
    record Tags(RepositoryName name) implements Route {}

    /** {@code /v2/<name>/manifests/<reference>}; the reference is not yet validated. */
    record Manifests(RepositoryName name, String reference) implements Route {}

    /** {@code /v2/<name>/blobs/<digest>}; the digest is not yet validated. */
    record Blobs(RepositoryName name, String digest) implements Route {}

    /** {@code /v2/<name>/blobs/uploads/}. */
    record NewUpload(RepositoryName name) implements Route {}

    /** {@code /v2/<name>/blobs/uploads/<id>}. */
    record Upload(RepositoryName name, String id) implements Route {}

    /** {@code /v2/<name>/referrers/<digest>}; the digest is not yet validated. */
    record Referrers(RepositoryName name, String digest) implements Route {}

    /** Anything else. */
    record Unknown() implements Route {}

    /** The parts of a path; the name is everything up to the last endpoint word that fits. */
    Pattern PATH = Pattern.compile(
            "/v2/(?<name>.+)/(?:(?<tags>tags/list)|manifests/(?<reference>[^/]+)|(?<new>blobs/uploads/?)"
                    + "|blobs/uploads/(?<id>[^/]+)|blobs/(?<digest>[^/]+)|referrers/(?<subject>[^/]+))",
            Pattern.DOTALL);

    /** Finds the endpoint; an invalid repository name is refused, whatever follows it. */
    static Route of(String path) throws Refusal {
        if (path.equals("/v2/") || path.equals("/v2")) {
            return new Ping();
        }
        if (path.equals("/v2/_catalog")) {
            return new Catalog();
        }
        Matcher m = PATH.matcher(path);
        return m.matches() ? inRepository(m) : new Unknown();
    }

    private static Route inRepository(Matcher m) throws Refusal {
        RepositoryName name = RepositoryName.tryParse(m.group("name"))
                .orElseThrow(() -> Refusal.of(ErrorCode.NAME_INVALID, "the repository name is not allowed"));
        if (m.group("tags") != null) {
            return new Tags(name);
        } else if (m.group("reference") != null) {
            return new Manifests(name, m.group("reference"));
        } else if (m.group("new") != null) {
            return new NewUpload(name);
        } else if (m.group("id") != null) {
            return new Upload(name, m.group("id"));
        } else if (m.group("digest") != null) {
            return new Blobs(name, m.group("digest"));
        }
        return new Referrers(name, m.group("subject"));
    }
}
