// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Servers and sockets that a test opens and that are closed, the first one first, when it is over. */
final class OpenResources implements Closeable {
    /** Opens when the test is over: what a server waits for that is to hold back an answer. */
    final CountDownLatch never = new CountDownLatch(1);

    private final List<Closeable> resources = new CopyOnWriteArrayList<>();

    <T extends Closeable> T add(T resource) {
        resources.add(resource);
        return resource;
    }

    @Override
    public void close() throws IOException {
        never.countDown();
        for (Closeable resource : resources) {
            resource.close();
        }
    }
}
