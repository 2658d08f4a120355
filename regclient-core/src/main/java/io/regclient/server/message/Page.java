// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.message;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * A part of a sorted list (OCI distribution specification, "Listing Tags").
 *
 * @param entries the entries of the page
 * @param more true when there are entries behind it
 * @param size entries asked for
 */
public record Page(List<String> entries, boolean more, int size) {

    public Page {
        entries = List.copyOf(entries);
    }

    /** The page that {@code n} and {@code last} ask for; {@code n=0} is an empty page without successor. */
    public static Page of(Request request, NavigableSet<String> all, int maxSize) throws Refusal {
        int size = request.query("n").isPresent() ? number(request.query("n").get(), maxSize) : maxSize;
        String last = request.query("last").orElse("");
        Iterator<String> rest = (last.isEmpty() ? all : all.tailSet(last, false)).iterator();
        List<String> entries = new ArrayList<>();
        while (entries.size() < size && rest.hasNext()) {
            entries.add(rest.next());
        }
        return new Page(entries, size > 0 && rest.hasNext(), size);
    }

    private static int number(String text, int maxSize) throws Refusal {
        if (!text.matches("\\d{1,9}")) {
            throw Refusal.of(ErrorCode.PAGINATION_NUMBER_INVALID, "n is not a number of entries");
        }
        return Math.min(Integer.parseInt(text), maxSize);
    }

    /** Adds the Link header when there are more entries; extra parameters begin with an ampersand. */
    public Reply link(Reply reply, String path, Optional<String> extra) {
        if (!more) {
            return reply;
        }
        String last = URLEncoder.encode(entries.getLast(), StandardCharsets.UTF_8);
        String target = path + "?last=" + last + "&n=" + size + extra.orElse("");
        return reply.with("Link", "<" + target + ">; rel=\"next\"");
    }
}
