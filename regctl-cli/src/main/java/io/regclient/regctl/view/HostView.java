// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.config.HostConfig;
import io.regclient.config.HostConfigBuilder;
import io.regclient.config.HostSetting;
import io.regclient.config.RegctlConfig;
import io.regclient.config.TlsMode;
import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.kit.template.value.JsonText;
import io.regclient.kit.template.value.ObjectBuilder;
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
        ObjectBuilder view = TemplateObject.struct("*config.Host").field("Name", shown.name());
        for (HostSetting<?> setting : HostSetting.all()) {
            if (!setting.inTemplates().isEmpty()) {
                view.field(setting.inTemplates(), value(shown.get(setting)));
            }
        }
        return view.json(() -> new JsonText(JsonWriter.write(shown.toTree(), JsonStyle.COMPACT)))
                .build();
    }

    /** Printed as text the TLS setting is a number, as scripts have always seen it (contract regctl 7.4). */
    private static Object value(Object setting) {
        return setting instanceof TlsMode mode ? tls(mode) : setting;
    }

    private static TemplateObject tls(TlsMode mode) {
        int number = switch (mode) {
            case UNDEFINED -> 0;
            case ENABLED -> 1;
            case INSECURE -> 2;
            case DISABLED -> 3;
        };
        return TemplateObject.named("config.TLSConf", number).json(mode::text).build();
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
                .field(
                        "HostDefault",
                        config.hostDefault().map(HostView::of).orElseGet(() -> TemplateObject.nil("*config.Host")))
                .field("BlobLimit", config.blobLimit())
                .field("IncDockerCert", optional(config.incDockerCert()))
                .field("IncDockerCred", optional(config.incDockerCred()))
                .json(() -> new JsonText(JsonWriter.write(safe.toTree(), JsonStyle.COMPACT)))
                .build();
    }

    private static Object optional(Optional<Boolean> flag) {
        return flag.map(f -> (Object) f).orElseGet(() -> TemplateObject.nil("*bool"));
    }

    private static HostConfig withoutSecrets(HostConfig host) {
        HostConfigBuilder shown = host.toBuilder();
        for (HostSetting<?> setting : HostSetting.all()) {
            if (setting.hides(host.get(setting))) {
                shown.unset(setting);
            } else {
                show(setting, host, shown);
            }
        }
        return shown.build();
    }

    private static <T> void show(HostSetting<T> setting, HostConfig host, HostConfigBuilder shown) {
        shown.set(setting, setting.shown(host));
    }
}
