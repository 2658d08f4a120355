// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.copy.Surroundings;
import io.regclient.http.WarningScope;
import java.io.IOException;

/** The only place where a call of the facade becomes one operation, whose registry warnings are reported once (WA-1). */
final class Operations {
    private Operations() {}

    static <T> T call(Surroundings.Call<T> work) throws IOException {
        return WarningScope.outermost().run(work::run);
    }

    static void run(Step work) throws IOException {
        call(() -> {
            work.run();
            return true;
        });
    }

    /** For other threads that work for the operation this thread is in. */
    static Surroundings surroundings() {
        return new Scoped(WarningScope.outermost());
    }

    /** Work without result. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    private record Scoped(WarningScope scope) implements Surroundings {
        @Override
        public <T> T run(Call<T> call) throws IOException {
            return scope.run(call::run);
        }
    }
}
