// SPDX-License-Identifier: Apache-2.0
package io.regclient.fence;

import io.regclient.error.RegistryException;
import java.io.IOException;

/**
 * The work a fence is about. It is bound to the running thread; what hands a part of the work to another thread takes it
 * along:
 *
 * <pre>{@code
 * FenceScope.run(fence, () -> client.images().copy(...));
 * executor.execute(FenceScope.carried(task)); // inside
 * }</pre>
 */
public final class FenceScope {
    private static final ScopedValue<WriteFence> CURRENT = ScopedValue.newInstance();

    private FenceScope() {}

    /** Work behind a fence. */
    @FunctionalInterface
    public interface Work {
        void run() throws IOException;
    }

    /** Does work behind a fence. */
    public static void run(WriteFence fence, Work work) throws IOException {
        ScopedValue.where(CURRENT, fence).<Boolean, IOException>call(() -> {
            work.run();
            return true;
        });
    }

    /** The task as a part of this thread's work, for another thread. */
    public static Runnable carried(Runnable task) {
        if (!CURRENT.isBound()) {
            return task;
        }
        WriteFence fence = CURRENT.get();
        return () -> ScopedValue.where(CURRENT, fence).run(task);
    }

    /**
     * What follows changes what a name stands for.
     *
     * @throws RegistryException of kind CANCELED when this thread's work must not do that any more
     */
    public static void requireOpen() throws RegistryException {
        if (CURRENT.isBound()) {
            CURRENT.get().requireOpen();
        }
    }
}
