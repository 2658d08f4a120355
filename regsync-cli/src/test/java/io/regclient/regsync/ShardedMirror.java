// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** Two registries and a configuration of all types for them, to be run in shards. */
final class ShardedMirror implements AutoCloseable {
    static final int SHARDS = 8;

    /** Tags of the target after a run. */
    static final int IMAGES = 20;

    private static final int REPOSITORIES = 8;

    private final InProcessRegistry source = InProcessRegistry.start();
    private final InProcessRegistry target = InProcessRegistry.start();

    ShardedMirror() {
        for (int i = 0; i < REPOSITORIES; i++) {
            source.put("team/app-" + i, ImageFixture.small(i), "v1");
        }
        source.put("tools/one", ImageFixture.small(100), "v1", "v2");
        source.put("tools/two", ImageFixture.small(101), "v1");
    }

    InProcessRegistry target() {
        return target;
    }

    /** The registry as a whole (11 tags), three repositories and six images, all below a prefix of the target. */
    String config(String prefix) {
        String to = target.host() + "/" + prefix;
        StringBuilder yaml = new StringBuilder("creds: [{registry: '" + source.host()
                + "', tls: disabled}, {registry: '" + target.host() + "', tls: disabled}]\nsync:\n");
        entry(yaml, source.host(), to + "/all", "registry");
        entry(yaml, source.host() + "/tools/one", to + "/repository/one", "repository");
        entry(yaml, source.host() + "/tools/two", to + "/repository/two", "repository");
        for (int i = 0; i < 6; i++) {
            entry(yaml, source.host() + "/team/app-" + i + ":v1", to + "/image" + (i / 2) + ":v" + (10 + i), "image");
        }
        return yaml.toString();
    }

    private static void entry(StringBuilder yaml, String from, String to, String type) {
        yaml.append("- {source: '" + from + "', target: '" + to + "', type: " + type + "}\n");
    }

    /** All tags below a prefix of the target with their digests. */
    Map<String, String> digests(String prefix) {
        Map<String, String> digests = new TreeMap<>();
        String catalog = RegsyncHttp.get(target.uri().resolve("/v2/_catalog?n=1000"));
        for (String repository : RegsyncHttp.strings(catalog, "repositories")) {
            if (repository.startsWith(prefix + "/")) {
                URI root = target.uri().resolve("/v2/" + repository + "/");
                for (String tag : RegsyncHttp.strings(RegsyncHttp.get(root.resolve("tags/list")), "tags")) {
                    String name = repository.substring(prefix.length()) + ":" + tag;
                    digests.put(name, RegsyncHttp.digest(root.resolve("manifests/" + tag)));
                }
            }
        }
        return digests;
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
