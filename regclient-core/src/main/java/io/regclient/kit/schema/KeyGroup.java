// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

/**
 * A record whose keys stand in the mapping around it, beside those of the record it is a component of. Two records that
 * share a group share its keys, and {@link Inheritance} takes what one does not set from the other.
 */
public interface KeyGroup {}
