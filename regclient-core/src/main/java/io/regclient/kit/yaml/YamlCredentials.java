// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.error.RegistryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The {@code creds} list of regsync's and regbot's files (contract regsync 3.1). */
public final class YamlCredentials {
    private YamlCredentials() {}

    /** Expands a template in the value of a key. The caller decides which keys are templates in its program. */
    @FunctionalInterface
    public interface Expansion {
        /** Values as they are. */
        Expansion NONE = (key, text) -> text;

        /**
         * The text to use.
         *
         * @param key one of {@code registry user pass regcert clientCert clientKey}
         * @throws RegistryException when the text is no valid template
         */
        String expand(String key, String text) throws RegistryException;
    }

    /**
     * Reads the list as layers for {@link HostTable.Builder#addAll}. An entry without registry is kept, so that the
     * table can warn about it.
     *
     * @param root top of the file
     * @throws RegistryException of kind PARSING_FAILED
     */
    public static List<HostConfig> read(YamlMapping root, Expansion expansion) throws RegistryException {
        List<HostConfig> hosts = new ArrayList<>();
        for (YamlMapping entry : root.mappings("creds")) {
            hosts.add(host(entry, expansion));
        }
        return hosts;
    }

    private static HostConfig host(YamlMapping entry, Expansion expansion) throws RegistryException {
        return HostConfig.builder(expanded(entry, "registry", expansion))
                .tls(tls(entry))
                .regcert(expanded(entry, "regcert", expansion))
                .clientCert(expanded(entry, "clientCert", expansion))
                .clientKey(expanded(entry, "clientKey", expansion))
                .hostname(entry.string("hostname"))
                .user(expanded(entry, "user", expansion))
                .pass(expanded(entry, "pass", expansion))
                .token(entry.string("token"))
                .credHelper(entry.string("credHelper"))
                .credExpire(entry.durationOrNanoseconds("credExpire").orElse(Duration.ZERO))
                .credHost(entry.string("credHost"))
                .pathPrefix(entry.string("pathPrefix"))
                .mirrors(entry.strings("mirrors"))
                .priority(priority(entry))
                .repoAuth(entry.bool("repoAuth"))
                .apiOpts(entry.stringMap("apiOpts"))
                .api(entry.string("api"))
                .blobChunk(entry.integer("blobChunk", 0))
                .blobMax(entry.integer("blobMax", 0))
                .reqPerSec(entry.decimal("reqPerSec", 0))
                .reqConcurrent(Math.clamp(entry.integer("reqConcurrent", 0), 0, Integer.MAX_VALUE))
                .scheme(entry.string("scheme"))
                .build();
    }

    private static String expanded(YamlMapping entry, String key, Expansion expansion) throws RegistryException {
        String text = entry.string(key);
        if (text.isEmpty()) {
            return text;
        }
        try {
            return expansion.expand(key, text);
        } catch (RegistryException e) {
            throw e.withContext(entry.where() + "." + key);
        }
    }

    private static TlsMode tls(YamlMapping entry) throws RegistryException {
        String word = entry.string("tls");
        try {
            return TlsMode.parse(word);
        } catch (RegistryException e) {
            throw entry.invalid("tls", RegistryException.describe(e));
        }
    }

    private static int priority(YamlMapping entry) throws RegistryException {
        long value = entry.integer("priority", 0);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw entry.invalid("priority", value + " is out of range");
        }
        return (int) value;
    }
}
