// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.config.HostConfig;
import io.regclient.config.RegctlConfig;
import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.kit.template.value.JsonText;
import io.regclient.kit.template.value.TemplateObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Settings as templates see them; passwords, tokens and client keys are left out (contract regctl 7.7, 9.9.1). */
public final class HostView {
    private HostView() {}

    /** The object of one host. */
    public static TemplateObject of(HostConfig host) {
        HostConfig shown = withoutSecrets(host);
        return TemplateObject.struct("config.Host")
                .field("Name", shown.name())
                .field("TLS", tlsNumber(shown))
                .field("RegCert", shown.regcert())
                .field("ClientCert", shown.clientCert())
                .field("ClientKey", shown.clientKey())
                .field("Hostname", shown.hostname())
                .field("User", shown.user())
                .field("Pass", shown.pass())
                .field("Token", shown.token())
                .field("CredHelper", shown.credHelper())
                .field("CredExpire", shown.credExpire())
                .field("CredHost", shown.credHost())
                .field("PathPrefix", shown.pathPrefix())
                .field("Mirrors", shown.mirrors())
                .field("Priority", shown.priority())
                .field("RepoAuth", shown.repoAuth())
                .field("API", shown.api())
                .field("APIOpts", shown.apiOpts())
                .field("BlobChunk", shown.blobChunk())
                .field("BlobMax", shown.blobMax())
                .field("ReqPerSec", shown.reqPerSec())
                .field("ReqConcurrent", shown.reqConcurrent())
                .json(() -> new JsonText(JsonWriter.write(shown.toTree(), JsonStyle.COMPACT)))
                .build();
    }

    /**
     * The object of a configuration.
     *
     * @param file name of its file
     */
    public static TemplateObject of(String file, RegctlConfig config) {
        Map<String, TemplateObject> hosts = new TreeMap<>();
        Map<String, HostConfig> shown = new LinkedHashMap<>();
        config.hosts().forEach((name, host) -> {
            hosts.put(name, of(host));
            shown.put(name, withoutSecrets(host));
        });
        RegctlConfig safe = new RegctlConfig(
                config.version(),
                shown,
                config.hostDefault().map(HostView::withoutSecrets),
                config.blobLimit(),
                config.incDockerCert(),
                config.incDockerCred());
        return TemplateObject.struct("*main.Config")
                .field("Filename", file)
                .field("Version", config.version())
                .field("Hosts", hosts)
                .field("HostDefault", config.hostDefault().map(HostView::of))
                .field("BlobLimit", config.blobLimit())
                .field("IncDockerCert", optional(config.incDockerCert()))
                .field("IncDockerCred", optional(config.incDockerCred()))
                .json(() -> new JsonText(JsonWriter.write(safe.toTree(), JsonStyle.COMPACT)))
                .build();
    }

    /** Printed as text the setting is a number, as scripts have always seen it (contract regctl 7.4). */
    private static int tlsNumber(HostConfig host) {
        return switch (host.tls()) {
            case UNDEFINED -> 0;
            case ENABLED -> 1;
            case INSECURE -> 2;
            case DISABLED -> 3;
        };
    }

    private static Object optional(Optional<Boolean> flag) {
        return flag.map(f -> (Object) f).orElseGet(() -> TemplateObject.nil("*bool"));
    }

    private static HostConfig withoutSecrets(HostConfig host) {
        return host.toBuilder().pass("").token("").clientKey("").build();
    }
}
