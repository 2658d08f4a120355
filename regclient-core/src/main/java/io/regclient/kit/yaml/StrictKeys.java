// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

/**
 * A record, read from a mapping, whose keys keep something from happening. One that is unknown or empty would silently let it happen: such a
 * file is refused.
 */
public interface StrictKeys {}
