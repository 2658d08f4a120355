// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import io.regclient.file.FileText;
import io.regclient.file.SmallFile;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The logins of Docker's configuration: its file, then the text of {@code DOCKER_AUTH_CONFIG} (contract DC-1 to DC-5).
 * What cannot be read is a problem of its own and leaves the rest usable.
 *
 * @param hosts one layer of settings per entry, in the order they were found
 * @param problems why something was left out, one line each
 */
public record DockerConfig(List<HostConfig> hosts, List<String> problems) {
    /** Largest file read: 8 MiB. */
    static final int MAX_BYTES = 8 << 20;

    public DockerConfig {
        hosts = List.copyOf(hosts);
        problems = List.copyOf(problems);
    }

    /**
     * Reads what the environment names. A missing file and a missing variable are no problems.
     *
     * @param programs asked once for the servers of a {@code credsStore} (DC-5)
     */
    public static DockerConfig load(Environment environment, CredentialPrograms programs) {
        Reader reader = new Reader(programs);
        Path directory = environment
                .variable("DOCKER_CONFIG")
                .filter(dir -> !dir.isEmpty())
                .map(dir -> environment.workingDirectory().resolve(dir))
                .orElseGet(() -> environment.home().resolve(".docker"));
        reader.file(directory, "config.json");
        environment
                .variable("DOCKER_AUTH_CONFIG")
                .filter(text -> !text.isBlank())
                .ifPresent(text -> reader.text(text, "DOCKER_AUTH_CONFIG"));
        return new DockerConfig(reader.hosts, reader.problems);
    }

    /** Collects hosts and problems. */
    private static final class Reader {
        private final CredentialPrograms programs;
        private final List<HostConfig> hosts = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();

        private Reader(CredentialPrograms programs) {
            this.programs = programs;
        }

        private void file(Path directory, String name) {
            Path file = directory.resolve(name);
            try {
                Optional<byte[]> content = SmallFile.read(file, MAX_BYTES);
                if (content.isEmpty()) {
                    problems.add(file + ": larger than " + MAX_BYTES + " bytes");
                    return;
                }
                String text = FileText.of(content.get());
                if (!text.isBlank()) {
                    text(text, file.toString());
                }
            } catch (NoSuchFileException e) {
                return; // most machines have none
            } catch (FileSystemException e) {
                if (!isDevice(directory)) {
                    problems.add(file + ": " + FileFailure.reason(e));
                }
            } catch (IOException e) {
                problems.add(file + ": " + FileFailure.reason(e));
            }
        }

        /** DOCKER_CONFIG=/dev/null says: none. */
        private static boolean isDevice(Path directory) {
            return Files.exists(directory) && !Files.isDirectory(directory) && !Files.isRegularFile(directory);
        }

        private void text(String text, String what) {
            try {
                JsonObject json = Json.parseObject(text, what).ignoringCase();
                Map<String, String> helpers = helpers(json);
                for (Map.Entry<String, JsonObject> auth :
                        json.objectMap("auths").entrySet()) {
                    if (!helpers.containsKey(auth.getKey())) {
                        login(auth.getKey(), auth.getValue().ignoringCase());
                    }
                }
                helpers.forEach((name, program) -> add(name, host -> host.credHelper(program)));
                store(json.string("credsStore"), what);
            } catch (RegistryException e) {
                problems.add(e.getMessage());
            }
        }

        /** Program by server name; a suffix that is no plain word must not become a program name (OJ-2). */
        private Map<String, String> helpers(JsonObject json) throws RegistryException {
            Map<String, String> programs = new LinkedHashMap<>();
            json.stringMap("credHelpers").forEach((name, suffix) -> {
                Optional<String> program = CredentialProcess.nameOf(suffix);
                program.ifPresent(p -> programs.put(name, p));
                if (program.isEmpty()) {
                    problems.add(json.where() + ": credHelpers: invalid helper name for " + name);
                }
            });
            return programs;
        }

        /** One entry of {@code auths} (DC-3); {@code registrytoken} is of no use, it belongs to one repository. */
        private void login(String name, JsonObject json) throws RegistryException {
            String user = json.string("username");
            String pass = json.string("password");
            String encoded = json.string("auth");
            if (!encoded.isEmpty()) {
                Optional<String> decoded = decode(encoded).filter(text -> text.contains(":"));
                if (decoded.isEmpty()) {
                    return; // not written by Docker, and it may be a secret: not even worth a message
                }
                int colon = decoded.get().indexOf(':');
                user = decoded.get().substring(0, colon);
                pass = trimNuls(decoded.get().substring(colon + 1));
            }
            Credential login = new Credential(user, pass, json.string("identitytoken"));
            if (!login.isEmpty()) {
                add(name, host -> host.user(login.user()).pass(login.password()).token(login.token()));
            }
        }

        private void store(String suffix, String what) {
            if (suffix.isEmpty()) {
                return;
            }
            Optional<String> program = CredentialProcess.nameOf(suffix);
            if (program.isEmpty()) {
                problems.add(what + ": credsStore: invalid helper name");
                return;
            }
            try {
                programs.list(program.get())
                        .forEach((server, user) -> add(
                                server, host -> host.credHelper(program.get()).user(user)));
            } catch (RegistryException e) {
                return; // a store that cannot list is like an empty one (DC-5)
            }
        }

        /** Only bare hosts name a registry; Docker keeps entries of other services in the same place (DC-2). */
        private void add(String name, UnaryOperator<HostConfigBuilder> settings) {
            HostName parsed = HostName.parse(name);
            if (parsed.isDockerHub() || parsed.isBareHost()) {
                hosts.add(settings.apply(HostConfig.named(name).toBuilder()).build());
            }
        }

        private static Optional<String> decode(String base64) {
            try {
                return Optional.of(new String(Base64.getDecoder().decode(base64.strip()), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private static String trimNuls(String text) {
            int end = text.length();
            while (end > 0 && text.charAt(end - 1) == 0) {
                end--;
            }
            return text.substring(0, end);
        }
    }
}
