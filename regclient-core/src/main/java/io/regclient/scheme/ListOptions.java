// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Paging of tag and repository lists (contract TG-2).
 *
 * @param limit sent as {@code n}; also ends paging
 * @param last name after which the list starts
 */
public record ListOptions(OptionalInt limit, Optional<String> last) {
    public static final ListOptions ALL = new ListOptions(OptionalInt.empty(), Optional.empty());
}
