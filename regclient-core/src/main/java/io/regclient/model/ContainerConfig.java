// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.error.RegistryException;
import io.regclient.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How a container of an image is started: the {@code config} object of an image config (contract JS-3). Text that is
 * absent is empty.
 *
 * @param user user or uid, with group
 * @param exposedPorts ports such as {@code 80/tcp}
 * @param env {@code NAME=value} texts
 * @param entrypoint command prefix
 * @param cmd command or arguments
 * @param volumes paths
 * @param workingDir directory the command starts in
 * @param labels labels in their original order
 * @param stopSignal signal that ends the container
 * @param stopTimeout seconds until it is killed
 * @param argsEscaped Windows: the command is already escaped
 * @param healthcheck probe
 * @param onBuild triggers of a build
 * @param shell shell of the shell form
 */
public record ContainerConfig(
        String user,
        Set<String> exposedPorts,
        List<String> env,
        List<String> entrypoint,
        List<String> cmd,
        Set<String> volumes,
        String workingDir,
        Map<String, String> labels,
        String stopSignal,
        OptionalLong stopTimeout,
        boolean argsEscaped,
        Optional<Healthcheck> healthcheck,
        List<String> onBuild,
        List<String> shell) {
    public static final ContainerConfig EMPTY = new Builder().build();

    public ContainerConfig {
        exposedPorts = Collections.unmodifiableSet(new LinkedHashSet<>(exposedPorts));
        env = List.copyOf(env);
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        volumes = Collections.unmodifiableSet(new LinkedHashSet<>(volumes));
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        onBuild = List.copyOf(onBuild);
        shell = List.copyOf(shell);
    }

    static ContainerConfig of(JsonObject json) throws RegistryException {
        Builder builder = new Builder();
        builder.user = json.string("User");
        builder.exposedPorts = json.keysOf("ExposedPorts");
        builder.env = json.strings("Env");
        builder.entrypoint = json.strings("Entrypoint");
        builder.cmd = json.strings("Cmd");
        builder.volumes = json.keysOf("Volumes");
        builder.workingDir = json.string("WorkingDir");
        builder.labels = json.stringMap("Labels");
        builder.stopSignal = json.string("StopSignal");
        builder.stopTimeout =
                json.has("StopTimeout") ? OptionalLong.of(json.integer("StopTimeout", 0)) : OptionalLong.empty();
        builder.argsEscaped = json.bool("ArgsEscaped");
        Optional<JsonObject> probe = json.object("Healthcheck");
        builder.healthcheck = probe.isPresent() ? Optional.of(Healthcheck.of(probe.get())) : Optional.empty();
        builder.onBuild = json.strings("OnBuild");
        builder.shell = json.strings("Shell");
        return builder.build();
    }

    /** The JSON form, fields in the order of JS-3; empty when nothing is set. */
    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        Tree.putText(tree, "User", user);
        Tree.putSet(tree, "ExposedPorts", exposedPorts);
        Tree.putList(tree, "Env", env);
        Tree.putList(tree, "Entrypoint", entrypoint);
        Tree.putList(tree, "Cmd", cmd);
        Tree.putSet(tree, "Volumes", volumes);
        Tree.putText(tree, "WorkingDir", workingDir);
        Tree.putMap(tree, "Labels", labels);
        Tree.putText(tree, "StopSignal", stopSignal);
        stopTimeout.ifPresent(seconds -> tree.put("StopTimeout", seconds));
        Tree.putFlag(tree, "ArgsEscaped", argsEscaped);
        healthcheck.ifPresent(probe -> tree.put("Healthcheck", probe.toTree()));
        Tree.putList(tree, "OnBuild", onBuild);
        Tree.putList(tree, "Shell", shell);
        return tree;
    }

    /** A builder that starts with these settings. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.user = user;
        builder.exposedPorts = exposedPorts;
        builder.env = env;
        builder.entrypoint = entrypoint;
        builder.cmd = cmd;
        builder.volumes = volumes;
        builder.workingDir = workingDir;
        builder.labels = labels;
        builder.stopSignal = stopSignal;
        builder.stopTimeout = stopTimeout;
        builder.argsEscaped = argsEscaped;
        builder.healthcheck = healthcheck;
        builder.onBuild = onBuild;
        builder.shell = shell;
        return builder;
    }

    /** Changes some settings and keeps the others. */
    public static final class Builder {
        private String user = "";
        private Set<String> exposedPorts = Set.of();
        private List<String> env = List.of();
        private List<String> entrypoint = List.of();
        private List<String> cmd = List.of();
        private Set<String> volumes = Set.of();
        private String workingDir = "";
        private Map<String, String> labels = Map.of();
        private String stopSignal = "";
        private OptionalLong stopTimeout = OptionalLong.empty();
        private boolean argsEscaped;
        private Optional<Healthcheck> healthcheck = Optional.empty();
        private List<String> onBuild = List.of();
        private List<String> shell = List.of();

        private Builder() {}

        public Builder user(String value) {
            user = value;
            return this;
        }

        public Builder exposedPorts(Set<String> value) {
            exposedPorts = value;
            return this;
        }

        public Builder env(List<String> value) {
            env = value;
            return this;
        }

        public Builder entrypoint(List<String> value) {
            entrypoint = value;
            return this;
        }

        public Builder cmd(List<String> value) {
            cmd = value;
            return this;
        }

        public Builder volumes(Set<String> value) {
            volumes = value;
            return this;
        }

        public Builder workingDir(String value) {
            workingDir = value;
            return this;
        }

        public Builder labels(Map<String, String> value) {
            labels = value;
            return this;
        }

        public ContainerConfig build() {
            return new ContainerConfig(
                    user,
                    exposedPorts,
                    env,
                    entrypoint,
                    cmd,
                    volumes,
                    workingDir,
                    labels,
                    stopSignal,
                    stopTimeout,
                    argsEscaped,
                    healthcheck,
                    onBuild,
                    shell);
        }
    }
}
