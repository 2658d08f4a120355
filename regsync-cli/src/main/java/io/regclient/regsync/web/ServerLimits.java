// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import java.util.Map;

/**
 * Limits of the JDK's server, which it reads when its first server is made, and so for all servers of this process. This
 * class has no logger: it is used before the program knows where to log.
 */
public final class ServerLimits {
    /** Bytes and lines of headers, connections in all, and of those that nobody uses; seconds between looks at these. */
    private static final Map<String, String> PROPERTIES = Map.of(
            "sun.net.httpserver.maxReqHeaderSize", "16384",
            "sun.net.httpserver.maxReqHeaders", "64",
            "jdk.httpserver.maxConnections", "256",
            "sun.net.httpserver.maxIdleConnections", "64",
            "sun.net.httpserver.idleInterval", "10");

    private ServerLimits() {}

    /** Sets them, unless the user has. */
    public static void set() {
        PROPERTIES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }
}
