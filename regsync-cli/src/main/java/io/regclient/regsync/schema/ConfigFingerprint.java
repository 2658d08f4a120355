// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.config.HostConfig;
import io.regclient.config.HostSetting;
import io.regclient.digest.Digest;
import io.regclient.error.VisibleText;
import io.regclient.json.JsonWriter;
import io.regclient.kit.schema.KeyTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One digest for what a configuration mirrors and how: its entries, its defaults, and where its registries are. Logins,
 * keys, limits of hosts and the state are no part of it, so that a plan can be made by one user and applied by another.
 */
public final class ConfigFingerprint {
    private ConfigFingerprint() {}

    /**
     * The digest.
     *
     * @param share which part of the configuration it is about
     */
    public static Digest of(RegsyncConfig config, String share) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("share", share);
        tree.put("creds", config.hosts().stream().map(ConfigFingerprint::host).toList());
        tree.put("defaults", KeyTree.of(config.defaults(), false));
        List<Object> entries = new ArrayList<>();
        config.entries().forEach(entry -> entries.add(KeyTree.of(entry.keys(), false)));
        tree.put("sync", entries);
        return Digest.sha256(JsonWriter.compact(tree));
    }

    private static Map<String, Object> host(HostConfig host) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("registry", VisibleText.withoutLogin(host.name()));
        tree.put("hostname", HostSetting.HOSTNAME.shown(host));
        tree.put("pathPrefix", host.pathPrefix());
        tree.put("mirrors", HostSetting.MIRRORS.shown(host));
        return tree;
    }
}
