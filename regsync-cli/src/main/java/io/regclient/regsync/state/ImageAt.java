// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.digest.Digest;
import io.regclient.ref.Tag;

/**
 * An image under a tag.
 *
 * @param repository its one name, as {@code plan.RepositoryNames} gives it
 * @param tag the tag
 * @param digest of the manifest
 */
public record ImageAt(String repository, Tag tag, Digest digest) {}
