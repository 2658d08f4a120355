// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

/** Keys of which one that says nothing, or the mapping itself where it says nothing, is refused as well. */
public interface FilledKeys extends StrictKeys {}
