// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.ref.Ref;
import java.util.Optional;

/**
 * That an image is kept before it is overwritten.
 *
 * @param place where, empty for where the template of the entry says when the time has come
 * @param required true when nothing is overwritten unless the image has been kept
 */
public record Keeping(Optional<Ref> place, boolean required) {
    /** As the key {@code backup} has it (contract regsync 10). */
    static final Keeping BY_TEMPLATE = new Keeping(Optional.empty(), false);

    /** In this place or the copy fails. */
    static Keeping at(Ref place) {
        return new Keeping(Optional.of(place), true);
    }
}
