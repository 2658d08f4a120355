// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.registry;

import io.regclient.RegClient;
import io.regclient.config.HostConfig;
import io.regclient.config.HostConfigBuilder;
import io.regclient.config.HostName;
import io.regclient.config.RegctlConfig;
import io.regclient.config.RegctlConfigFile;
import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code regctl registry set}: changes the given settings of a registry (contract regctl 9.9.4). */
final class RegistrySet implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("set", "set options on a registry", RegistrySet::new)
            .withArguments("[registry]")
            .withExample("speak HTTP without TLS", "registry.example.org", "--tls", "disabled")
            .withExample("limit the load", "registry.example.org", "--req-concurrent", "2", "--req-per-sec", "10")
            .brief();

    private final Flag<List<String>> apiOptions;
    private final Flag<Long> blobChunk;
    private final Flag<Long> blobMax;
    private final Flag<String> caCertificate;
    private final Flag<String> clientCertificate;
    private final Flag<String> clientKey;
    private final Flag<String> credHelper;
    private final Flag<List<String>> dns;
    private final Flag<String> hostname;
    private final Flag<List<String>> mirrors;
    private final Flag<String> pathPrefix;
    private final Flag<Integer> priority;
    private final Flag<Boolean> repoAuth;
    private final Flag<Integer> reqConcurrent;
    private final Flag<Double> reqPerSec;
    private final Flag<String> scheme;
    private final Flag<Boolean> skipCheck;
    private final Flag<String> tls;

    private RegistrySet(FlagSet flags) {
        apiOptions = flags.list("api-opts", "List of options (key=value))", RegistrySet::keyAndValue);
        blobChunk = flags.size("blob-chunk", "Blob chunk size");
        blobMax = flags.size("blob-max", "Blob size before switching to chunked push, -1 to disable");
        caCertificate = flags.text("cacert", "CA Certificate (not a filename, use \"$(cat ca.pem)\" to use a file)");
        clientCertificate = flags.text(
                "client-cert", "Client certificate for mTLS (not a filename, use \"$(cat client.pem)\" to use a file)");
        clientKey = flags.text(
                "client-key", "Client key for mTLS (not a filename, use \"$(cat client.key)\" to use a file)");
        credHelper =
                flags.text("cred-helper", "Credential helper (full binary name, including docker-credential- prefix)");
        dns = flags.list("dns", "DNS hostname or ip with port").hidden();
        hostname = flags.text("hostname", "Hostname or ip with port");
        mirrors = flags.list("mirror", "List of mirrors (registry names)");
        pathPrefix = flags.text("path-prefix", "Prefix to all repositories");
        priority = flags.count("priority", "Priority (for sorting mirrors, lower is asked first)");
        repoAuth = flags.bool("repo-auth", "Separate auth requests per repository instead of per registry");
        reqConcurrent = flags.count("req-concurrent", "Concurrent requests");
        reqPerSec = flags.decimal("req-per-sec", "Requests per second");
        scheme = flags.text("scheme", "[Deprecated] Scheme (http, https)").hidden();
        skipCheck = flags.bool("skip-check", "Skip checking connectivity to the registry");
        tls = flags.text("tls", "TLS (enabled, insecure, disabled)");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        HostName name = RegistryName.of(invocation);
        RegctlConfigFile file = RegctlConfigFile.of(invocation.environment());
        RegctlConfig config = file.read();
        HostConfig defaults = HostConfig.named(name.given());
        HostConfig changed =
                change(Optional.ofNullable(config.hosts().get(name.name())).orElse(defaults));
        boolean plain = changed.equals(HostConfig.named(name.name()));
        file.write(config.withHost(name.name(), plain ? Optional.empty() : Optional.of(changed)));
        if (!skipCheck.value()) {
            check(invocation, name.name());
        }
        log().atInfo().addKeyValue("name", name.name()).log("Registry configuration updated/set");
        return 0;
    }

    private HostConfig change(HostConfig current) throws RegistryException {
        HostConfigBuilder host = current.toBuilder();
        if (scheme.isGiven() || dns.isGiven()) {
            log().warn("--scheme and --dns have no effect, for http set --tls disabled and use --hostname");
        }
        if (tls.isGiven()) {
            host.tls(TlsMode.parse(tls.value()));
        }
        set(caCertificate, host::regcert);
        set(clientCertificate, host::clientCert);
        set(clientKey, host::clientKey);
        set(hostname, host::hostname);
        set(pathPrefix, host::pathPrefix);
        set(mirrors, host::mirrors);
        set(repoAuth, host::repoAuth);
        set(blobChunk, host::blobChunk);
        set(blobMax, host::blobMax);
        set(reqPerSec, host::reqPerSec);
        set(credHelper, helper -> host.credHelper(helper).user("").pass("").token(""));
        set(priority, host::priority);
        set(reqConcurrent, host::reqConcurrent);
        if (apiOptions.isGiven()) {
            host.apiOpts(apiOptions(current.apiOpts()));
        }
        return host.build();
    }

    private static <T> void set(Flag<T> flag, Consumer<T> setter) {
        if (flag.isGiven()) {
            setter.accept(flag.value());
        }
    }

    private static String keyAndValue(String text) throws RegistryException {
        if (!text.contains("=")) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "use key=value");
        }
        return text;
    }

    /** {@code key=value} sets, {@code key=} removes. */
    private Map<String, String> apiOptions(Map<String, String> current) {
        Map<String, String> options = new LinkedHashMap<>(current);
        for (String option : apiOptions.value()) {
            int equals = option.indexOf('=');
            String value = option.substring(equals + 1);
            if (value.isEmpty()) {
                options.remove(option.substring(0, equals));
            } else {
                options.put(option.substring(0, equals), value);
            }
        }
        return options;
    }

    private static void check(Invocation invocation, String name) throws IOException {
        try (RegClient client = Client.open(invocation)) {
            client.ping(Ref.parseHost(name));
        } catch (IOException e) {
            log().atWarn().addKeyValue("registry", name).log("Failed to ping registry, configuration still updated");
            throw e;
        }
    }

    private static Logger log() {
        return LoggerFactory.getLogger(RegistrySet.class);
    }
}
