// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

/** A record whose keys are not inherited one by one. */
public interface Inheriting<T> {
    /** These values, and the defaults where they are not set. */
    T over(T defaults);
}
