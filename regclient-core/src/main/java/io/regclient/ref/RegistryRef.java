// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import java.util.Optional;

/**
 * A reference into a registry.
 *
 * @param registry name of the registry, for example {@code docker.io} or {@code localhost:5000}
 * @param repository path of the repository; empty when only the registry is meant
 * @param tag the tag
 * @param digest the digest as written
 */
public record RegistryRef(String registry, String repository, Optional<String> tag, Optional<String> digest)
        implements Ref {

    /** The registry alone. */
    public static RegistryRef ofRegistry(String registry) {
        return new RegistryRef(registry, "", Optional.empty(), Optional.empty());
    }

    @Override
    public String scheme() {
        return "reg";
    }

    @Override
    public RegistryRef withTag(String newTag) {
        return new RegistryRef(registry, repository, nonEmpty(newTag), Optional.empty());
    }

    @Override
    public RegistryRef withDigest(String newDigest) {
        return new RegistryRef(registry, repository, Optional.empty(), nonEmpty(newDigest));
    }

    @Override
    public RegistryRef addDigest(String newDigest) {
        return new RegistryRef(registry, repository, tag, nonEmpty(newDigest));
    }

    @Override
    public RegistryRef withoutVersion() {
        return new RegistryRef(registry, repository, Optional.empty(), Optional.empty());
    }

    @Override
    public String commonName() {
        if (repository.isEmpty()) {
            return "";
        }
        return registry + "/" + repository + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }

    @Override
    public boolean isRepoSet() {
        return !registry.isEmpty() && !repository.isEmpty();
    }

    @Override
    public boolean isSet() {
        return isRepoSet() && (tag.isPresent() || digest.isPresent());
    }

    @Override
    public boolean sameRegistry(Ref other) {
        return other instanceof RegistryRef r && r.registry.equals(registry);
    }

    @Override
    public boolean sameRepository(Ref other) {
        return other instanceof RegistryRef r && r.registry.equals(registry) && r.repository.equals(repository);
    }

    @Override
    public RegistryRef toRegistry() {
        return this;
    }

    @Override
    public boolean sharesStoreWith(Ref other) {
        return sameRegistry(other);
    }

    @Override
    public String toString() {
        return repository.isEmpty() ? registry : commonName();
    }

    static Optional<String> nonEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
