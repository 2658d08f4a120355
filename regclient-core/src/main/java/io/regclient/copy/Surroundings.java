// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import java.io.IOException;

/**
 * What the platform threads of a copy take over from the thread that started it, for example the scope in which a
 * warning is reported once. A copy asks for it on the starting thread.
 */
public interface Surroundings {
    Surroundings NONE = new Surroundings() {
        @Override
        public <T> T run(Call<T> call) throws IOException {
            return call.run();
        }
    };

    /** Runs a call inside. */
    <T> T run(Call<T> call) throws IOException;

    /**
     * Something that reads or writes.
     *
     * @param <T> what it gives
     */
    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException;
    }
}
