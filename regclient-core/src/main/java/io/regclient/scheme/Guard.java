// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

/** Something held while content is being added. */
@FunctionalInterface
public interface Guard extends AutoCloseable {
    Guard NONE = () -> {};

    @Override
    void close();
}
