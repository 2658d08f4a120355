// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.RegistryException;
import io.regclient.mod.tree.ConfigNode;
import io.regclient.model.ContainerConfig;
import io.regclient.model.ImageConfig;
import io.regclient.model.Platform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Changes to image configs (contract section 17, operations of phase C). Steps reach every config of an image. */
public final class ConfigEdits {
    private ConfigEdits() {}

    public static ImageEdit author(String author) {
        return plan -> plan.onConfig(config -> config.author().equals(author) ? config : config.withAuthor(author));
    }

    /** Replaces the command; an empty list removes it. */
    public static ImageEdit command(List<String> command) {
        List<String> words = List.copyOf(command);
        return container(builder -> builder.cmd(words));
    }

    /** Replaces the entrypoint; an empty list removes it. */
    public static ImageEdit entrypoint(List<String> entrypoint) {
        List<String> words = List.copyOf(entrypoint);
        return container(builder -> builder.entrypoint(words));
    }

    /** Replaces the user; the value may have a platform prefix (MO-13). */
    public static ImageEdit user(String user) throws RegistryException {
        PlatformPrefix value = PlatformPrefix.parse(user);
        return container(value, (config, builder) -> builder.user(value.value()));
    }

    /** Replaces the working directory; the value may have a platform prefix (MO-13). */
    public static ImageEdit workingDirectory(String directory) throws RegistryException {
        PlatformPrefix value = PlatformPrefix.parse(directory);
        return container(value, (config, builder) -> builder.workingDir(value.value()));
    }

    /** Replaces operating system, architecture, variant and version; entries of an index keep theirs. */
    public static ImageEdit platform(Platform platform) {
        return plan -> plan.onConfig(config -> {
            Platform old = config.platform();
            Platform changed = new Platform(
                    platform.os(),
                    platform.architecture(),
                    platform.variant(),
                    platform.osVersion(),
                    old.osFeatures(),
                    old.features());
            return changed.equals(old) ? config : config.withPlatform(changed);
        });
    }

    /** Replaces the times of the config and of its history (MO-12). */
    public static ImageEdit timestamp(TimeChange change) {
        return ConfigTime.of(change);
    }

    /** Sets a variable; an empty value removes it; the name may have a platform prefix (MO-13). */
    public static ImageEdit env(String name, String value) throws RegistryException {
        PlatformPrefix prefix = PlatformPrefix.parseName("variable", name);
        return container(prefix, (config, builder) -> builder.env(env(config.env(), prefix.value() + "=", value)));
    }

    /** The first variable of the name is replaced in its place, others of that name go. */
    private static List<String> env(List<String> all, String start, String value) {
        List<String> changed = new ArrayList<>();
        boolean set = value.isEmpty();
        for (String each : all) {
            if (!each.startsWith(start)) {
                changed.add(each);
            } else if (!set) {
                changed.add(start + value);
                set = true;
            }
        }
        if (!set) {
            changed.add(start + value);
        }
        return changed;
    }

    /** Sets a label; an empty value removes it; the name may have a platform prefix (MO-13). */
    public static ImageEdit label(String name, String value) throws RegistryException {
        PlatformPrefix prefix = PlatformPrefix.parseName("label", name);
        return container(prefix, (config, builder) -> {
            Map<String, String> labels = new LinkedHashMap<>(config.labels());
            if (value.isEmpty()) {
                labels.remove(prefix.value());
            } else {
                labels.put(prefix.value(), value);
            }
            return builder.labels(labels);
        });
    }

    /** Exposes a port, for example {@code 80/tcp}. */
    public static ImageEdit exposeAdd(String port) throws RegistryException {
        EditName.required("port", port);
        return container((config, builder) -> builder.exposedPorts(with(config.exposedPorts(), port)));
    }

    public static ImageEdit exposeRm(String port) {
        return container((config, builder) -> builder.exposedPorts(without(config.exposedPorts(), port)));
    }

    public static ImageEdit volumeAdd(String path) throws RegistryException {
        EditName.required("volume", path);
        return container((config, builder) -> builder.volumes(with(config.volumes(), path)));
    }

    public static ImageEdit volumeRm(String path) {
        return container((config, builder) -> builder.volumes(without(config.volumes(), path)));
    }

    /** Removes a build argument with this value from the history. */
    public static ImageEdit buildArgRm(String name, String value) throws RegistryException {
        return BuildArgument.removal(name, com.google.re2j.Pattern.quote(value));
    }

    /**
     * Removes a build argument with a matching value from the history.
     *
     * @param regex RE2 expression for the whole value
     */
    public static ImageEdit buildArgRmRegex(String name, String regex) throws RegistryException {
        return BuildArgument.removal(name, regex);
    }

    /** Another algorithm for the digests of configs, also of those that are not of an image. */
    public static ImageEdit configDigestAlgorithm(DigestAlgorithm algorithm) {
        return plan -> plan.onManifest(node -> {
            Optional<ConfigNode> config = node.content().config();
            if (config.isPresent()) {
                config.get().digestWith(algorithm);
            }
        });
    }

    /** A change to how containers are started. */
    @FunctionalInterface
    private interface ContainerChange {
        ContainerConfig.Builder change(ContainerConfig config, ContainerConfig.Builder builder);
    }

    private static ImageEdit container(UnaryOperator<ContainerConfig.Builder> change) {
        return container((config, builder) -> change.apply(builder));
    }

    private static ImageEdit container(ContainerChange change) {
        return container(new PlatformPrefix(List.of(), ""), change);
    }

    private static ImageEdit container(PlatformPrefix prefix, ContainerChange change) {
        return plan -> {
            PlatformChoice images = plan.choice(prefix);
            plan.onConfig(config -> images.accepts(config.platform()) ? changed(config, change) : config);
        };
    }

    private static ImageConfig changed(ImageConfig config, ContainerChange change) {
        ContainerConfig before = config.config();
        ContainerConfig after = change.change(before, before.toBuilder()).build();
        return after.equals(before) ? config : config.withConfig(after);
    }

    private static Set<String> with(Set<String> set, String name) {
        Set<String> changed = new LinkedHashSet<>(set);
        changed.add(name);
        return changed;
    }

    private static Set<String> without(Set<String> set, String name) {
        Set<String> changed = new LinkedHashSet<>(set);
        changed.remove(name);
        return changed;
    }
}
