// SPDX-License-Identifier: Apache-2.0
package io.regclient.observe;

/** What a request is about: the endpoints of the distribution specification, and tokens. */
public enum RequestKind {
    PING,
    CATALOG,
    TAGS,
    MANIFEST,
    REFERRERS,
    /** The content of a blob or a look at it, in the registry or at a URL of its descriptor. */
    BLOB,
    /** Any request that brings a blob into a registry, a mount included. */
    UPLOAD,
    /** A request to a token server. */
    TOKEN
}
