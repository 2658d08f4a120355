// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpReply;
import io.regclient.scheme.registry.wire.Location;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Follows {@code Link: rel="next"} within limits (contract TG-2, TG-3, RF-2): at most {@value #MAX_PAGES} pages and
 * {@value #MAX_TOTAL_BYTES} bytes in all; a URL that comes up again ends the walk.
 */
final class PageWalk {
    static final int MAX_PAGES = 1000;
    static final int MAX_TOTAL_BYTES = 32 << 20;

    private final int maxPageBytes;
    private final Set<String> visited = new HashSet<>();
    private int pages;
    private int bytesLeft = MAX_TOTAL_BYTES;

    PageWalk(int maxPageBytes) {
        this.maxPageBytes = maxPageBytes;
    }

    /** The body of a page. */
    byte[] read(HttpReply page) throws IOException {
        byte[] body = bytesLeft < maxPageBytes ? readRest(page) : page.readAll(maxPageBytes);
        bytesLeft -= body.length;
        return body;
    }

    private byte[] readRest(HttpReply page) throws IOException {
        try {
            return page.readAll(bytesLeft);
        } catch (RegistryException e) {
            throw e.is(ErrorKind.SIZE_LIMIT_EXCEEDED)
                    ? RegistryException.of(
                            ErrorKind.SIZE_LIMIT_EXCEEDED, "the list has more than " + MAX_TOTAL_BYTES + " bytes", e)
                    : e;
        }
    }

    /**
     * The absolute URL of the page that follows.
     *
     * @throws RegistryException of kind SIZE_LIMIT_EXCEEDED when there are more pages than allowed, or for a link that
     *     is too long
     */
    Optional<String> next(HttpReply page) throws RegistryException {
        visited.add(page.url());
        Optional<String> target = LinkHeader.next(page.headerLines("Link"));
        if (target.isEmpty()) {
            return Optional.empty();
        }
        String next = Location.ofHeader("Link", page.url(), target.get());
        if (!visited.add(next)) {
            return Optional.empty();
        }
        if (++pages >= MAX_PAGES) {
            throw RegistryException.of(ErrorKind.SIZE_LIMIT_EXCEEDED, "the list has more than " + MAX_PAGES + " pages");
        }
        return Optional.of(next);
    }
}
