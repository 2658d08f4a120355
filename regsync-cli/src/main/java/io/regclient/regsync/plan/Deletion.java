// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.digest.Digest;
import io.regclient.ref.Ref;

/**
 * A tag of a target that is to be deleted.
 *
 * @param source what was copied to it, with the tag
 * @param target the tag
 * @param digest what it stands for
 * @param reason why, in a few words
 */
public record Deletion(Ref source, Ref target, Digest digest, String reason) {}
