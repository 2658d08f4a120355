// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.client;

import io.regclient.copy.Surroundings;
import io.regclient.kit.log.Logging;
import java.io.IOException;

/** The log of the thread that asks for a copy, for the threads that work on it. */
record CallerLog(Logging log) implements Surroundings {

    static Surroundings here() {
        return Logging.current().<Surroundings>map(CallerLog::new).orElse(Surroundings.NONE);
    }

    @Override
    public <T> T run(Call<T> call) throws IOException {
        return log.<T, IOException>during(call::run);
    }
}
