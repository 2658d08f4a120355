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
import io.regclient.error.VisibleText;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.client.PemFlags;
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
    private final Flag<Optional<String>> credHelper;
    private final Flag<List<String>> dns;
    private final Flag<Optional<String>> hostname;
    private final Flag<List<String>> mirrors;
    private final Flag<Optional<String>> pathPrefix;
    private final Flag<Integer> priority;
    private final Flag<Boolean> repoAuth;
    private final Flag<Integer> reqConcurrent;
    private final Flag<Double> reqPerSec;
    private final Flag<String> scheme;
    private final Flag<Boolean> skipCheck;
    private final Flag<Optional<TlsMode>> tls;

    private RegistrySet(FlagSet flags) {
        apiOptions = flags.list("api-opts", "List of options (key=value))", RegistrySet::keyAndValue);
        blobChunk = flags.size("blob-chunk", "Blob chunk size");
        blobMax = flags.size("blob-max", "Blob size before switching to chunked push, -1 to disable");
        caCertificate = flags.text("cacert", "CA Certificate (not a filename, use \"$(cat ca.pem)\" to use a file)");
        clientCertificate = flags.text(
                "client-cert", "Client certificate for mTLS (not a filename, use \"$(cat client.pem)\" to use a file)");
        clientKey = flags.text(
                "client-key", "Client key for mTLS (not a filename, use \"$(cat client.key)\" to use a file)");
        credHelper = flags.parsed(
                "cred-helper",
                "Credential helper (full binary name, including docker-credential- prefix)",
                RegistrySet::word);
        dns = flags.list("dns", "DNS hostname or ip with port").hidden();
        hostname = flags.parsed("hostname", "Hostname or ip with port", RegistrySet::hostAndPort);
        mirrors = flags.list("mirror", "List of mirrors (registry names)", RegistrySet::registry)
                .names(Kind.REGISTRY);
        pathPrefix = flags.parsed("path-prefix", "Prefix to all repositories", RegistrySet::word);
        priority = flags.count("priority", "Priority (for sorting mirrors, lower is asked first)");
        repoAuth = flags.bool("repo-auth", "Separate auth requests per repository instead of per registry");
        reqConcurrent = flags.count("req-concurrent", "Concurrent requests");
        reqPerSec = flags.decimal("req-per-sec", "Requests per second");
        scheme = flags.text("scheme", "[Deprecated] Scheme (http, https)").hidden();
        skipCheck = flags.bool("skip-check", "Skip checking connectivity to the registry");
        tls = flags.parsed("tls", "TLS (enabled, insecure, disabled)", TlsMode::parse)
                .suggests("enabled", "insecure", "disabled");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        HostName name = RegistryName.of(invocation);
        checkLimits();
        RegctlConfigFile.of(invocation.environment()).update(config -> change(config, name));
        if (!skipCheck.value()) {
            check(invocation, name.name());
        }
        log().atInfo().addKeyValue("name", name.name()).log("Registry configuration updated/set");
        return 0;
    }

    private RegctlConfig change(RegctlConfig config, HostName name) throws RegistryException {
        HostConfig defaults = HostConfig.named(name.given());
        HostConfig changed =
                change(Optional.ofNullable(config.hosts().get(name.name())).orElse(defaults));
        boolean plain = changed.equals(HostConfig.named(name.name()));
        return config.withHost(name.name(), plain ? Optional.empty() : Optional.of(changed));
    }

    private HostConfig change(HostConfig current) throws RegistryException {
        HostConfigBuilder host = current.toBuilder();
        if (scheme.isGiven() || dns.isGiven()) {
            log().warn("--scheme and --dns have no effect, for http set --tls disabled and use --hostname");
        }
        if (tls.isGiven()) {
            host.tls(tls.value().orElse(TlsMode.UNDEFINED));
        }
        set(caCertificate, host::regcert);
        set(clientCertificate, host::clientCert);
        set(clientKey, host::clientKey);
        set(hostname, name -> host.hostname(name.orElse("")));
        set(pathPrefix, prefix -> host.pathPrefix(prefix.orElse("")));
        set(mirrors, host::mirrors);
        set(repoAuth, host::repoAuth);
        set(blobChunk, host::blobChunk);
        set(blobMax, host::blobMax);
        set(reqPerSec, host::reqPerSec);
        set(
                credHelper,
                helper -> host.credHelper(helper.orElse("")).user("").pass("").token(""));
        set(priority, host::priority);
        set(reqConcurrent, host::reqConcurrent);
        if (apiOptions.isGiven()) {
            host.apiOpts(apiOptions(current.apiOpts()));
        }
        return host.build();
    }

    /** What the kind of the option cannot tell. */
    private void checkLimits() throws RegistryException {
        PemFlags.requireCertificates(caCertificate);
        PemFlags.requireCertificates(clientCertificate);
        PemFlags.requireKey(clientKey);
        require(blobChunk.value() >= 0, blobChunk, "a number of bytes is not negative");
        require(blobMax.value() >= -1, blobMax, "a number of bytes is not negative, -1 is for no limit");
        require(reqPerSec.value() >= 0, reqPerSec, "a number of requests is not negative");
    }

    private static void require(boolean right, Flag<?> flag, String why) throws RegistryException {
        if (!right) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, flag.refused(flag.value().toString(), why));
        }
    }

    private static String hostAndPort(String text) throws RegistryException {
        Optional<String> problem = HostName.problemOf(text);
        if (problem.isPresent()) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, problem.get());
        }
        return text;
    }

    private static String registry(String text) throws RegistryException {
        if (!HostName.parse(text).isBareHost()
                || HostName.problemOf(HostName.parse(text).name()).isPresent()) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "the name of a registry is expected");
        }
        return text;
    }

    private static String word(String text) throws RegistryException {
        if (text.isBlank() || text.chars().anyMatch(c -> c <= ' ' || VisibleText.isHidden((char) c))) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "a text without blanks and line breaks is expected");
        }
        return text;
    }

    private static <T> void set(Flag<T> flag, Consumer<T> setter) {
        if (flag.isGiven()) {
            setter.accept(flag.value());
        }
    }

    private static String keyAndValue(String text) throws RegistryException {
        if (text.indexOf('=') < 1) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "use key=value");
        }
        return word(text);
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
