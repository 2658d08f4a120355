// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

/**
 * A record whose keys keep something from happening. One that is unknown or empty would silently let it happen: such a
 * file is refused.
 */
public interface StrictKeys {}
