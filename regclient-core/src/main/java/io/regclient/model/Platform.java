// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.error.RegistryException;
import io.regclient.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A platform of an image (OCI image specification, "Image Index"; contract PL-1 to PL-5). Values are kept as given;
 * {@link #normalized()} applies PL-2.
 *
 * @param os operating system
 * @param architecture CPU architecture
 * @param variant CPU variant, empty text when absent
 * @param osVersion version of the operating system, empty text when absent
 * @param osFeatures required features of the operating system
 * @param features required CPU features
 */
public record Platform(
        String os,
        String architecture,
        String variant,
        String osVersion,
        List<String> osFeatures,
        List<String> features) {

    public Platform {
        osFeatures = List.copyOf(osFeatures);
        features = List.copyOf(features);
    }

    public static Platform of(String os, String architecture, String variant) {
        return new Platform(os, architecture, variant, "", List.of(), List.of());
    }

    /**
     * Reads {@code os[/architecture[/variant]][,osver=X]}, an architecture alone, or {@code local} (PL-1).
     *
     * @param local the machine that parts come from which are not given (PL-3); only asked when they are needed
     * @throws RegistryException of kind PARSING_FAILED
     */
    public static Platform parse(String text, Supplier<Platform> local) throws RegistryException {
        return PlatformParser.parse(text, local);
    }

    /** Reads the JSON form of an index entry. */
    public static Platform of(JsonObject json) throws RegistryException {
        return new Platform(
                json.string("os"),
                json.string("architecture"),
                json.string("variant"),
                json.string("os.version"),
                json.strings("os.features"),
                json.strings("features"));
    }

    /** The JSON form, fields in the order of JS-2. */
    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("architecture", architecture);
        tree.put("os", os);
        Tree.putText(tree, "os.version", osVersion);
        Tree.putList(tree, "os.features", osFeatures);
        Tree.putText(tree, "variant", variant);
        Tree.putList(tree, "features", features);
        return tree;
    }

    /** Canonical names and variants (PL-2). */
    public Platform normalized() {
        return PlatformRules.normalize(this);
    }

    /** Exact match after normalising; the version counts by its first three parts, on Windows only (PL-5). */
    public boolean matches(Platform other) {
        return PlatformRules.matches(normalized(), other.normalized());
    }

    /** True when this machine can run an image of the target platform (PL-4). */
    public boolean canRun(Platform target) {
        return PlatformRules.compatible(normalized(), target.normalized());
    }

    /** True when this machine can run the target and prefers it to the other platform it can run (PL-4). */
    public boolean prefers(Platform target, Platform other) {
        return canRun(target) && PlatformRules.better(normalized(), target.normalized(), other.normalized());
    }

    public Platform withVariant(String newVariant) {
        return new Platform(os, architecture, newVariant, osVersion, osFeatures, features);
    }

    public Platform withOsVersion(String newVersion) {
        return new Platform(os, architecture, variant, newVersion, osFeatures, features);
    }

    /** {@code os/architecture/variant} after normalising, {@code unknown} without an operating system (PL-2). */
    @Override
    public String toString() {
        Platform p = normalized();
        if (p.os.isEmpty()) {
            return "unknown";
        }
        return Stream.of(p.os, p.architecture, p.variant)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
    }
}
