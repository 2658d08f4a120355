// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/** Where warnings of registries go that are new in their {@link WarningScope} (contract WA-1). */
@FunctionalInterface
interface WarningSink {
    void warn(String host, String text);

    /**
     * Lines of the log. A command is many operations, and a registry has one thing to say: the same text of the same
     * host is one line for as long as the sink lives.
     */
    final class Log implements WarningSink {
        private final Set<String> shown = ConcurrentHashMap.newKeySet();

        @Override
        public void warn(String host, String text) {
            if (shown.size() < WarningScope.MAX_TEXTS && shown.add(RegistryWarnings.key(host, text))) {
                LoggerFactory.getLogger(RegistryHttp.class)
                        .atWarn()
                        .addKeyValue("warning", text)
                        .log("Registry warning message");
            }
        }
    }
}
