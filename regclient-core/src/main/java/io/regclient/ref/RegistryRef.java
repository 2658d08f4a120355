// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
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
    public RegistryRef {
        NameGrammar.require(NameGrammar.isRegistry(registry), "registry", registry);
        NameGrammar.require(repository.isEmpty() || NameGrammar.isRepository(repository), "repository", repository);
        NameGrammar.require(tag.isEmpty() || NameGrammar.isTag(tag.get()), "tag", tag.orElse(""));
        NameGrammar.require(digest.isEmpty() || NameGrammar.isDigest(digest.get()), "digest", digest.orElse(""));
    }

    /**
     * The registry alone.
     *
     * @throws RegistryException of kind PARSING_FAILED for what is no name of a registry (REF-8)
     */
    public static RegistryRef ofRegistry(String registry) throws RegistryException {
        if (!NameGrammar.isRegistry(registry)) {
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED,
                    "invalid hostname: \""
                            + VisibleText.name(VisibleText.withoutLogin(registry), NameGrammar.MAX_LENGTH) + "\"");
        }
        return new RegistryRef(registry, "", Optional.empty(), Optional.empty());
    }

    @Override
    public String scheme() {
        return "reg";
    }

    @Override
    public RegistryRef withTag(Tag newTag) {
        return versioned(Optional.of(newTag.name()), Optional.empty());
    }

    @Override
    public RegistryRef withTag(String newTag) throws RegistryException {
        return newTag.isEmpty() ? withoutVersion() : withTag(Tag.parse(newTag, this));
    }

    @Override
    public RegistryRef withDigest(Digest newDigest) {
        return versioned(Optional.empty(), Optional.of(newDigest.toString()));
    }

    @Override
    public RegistryRef withDigest(String newDigest) throws RegistryException {
        return versioned(Optional.empty(), RefParser.digest(newDigest, this));
    }

    @Override
    public RegistryRef addDigest(Digest newDigest) {
        return versioned(tag, Optional.of(newDigest.toString()));
    }

    @Override
    public RegistryRef addDigest(String newDigest) throws RegistryException {
        return versioned(tag, RefParser.digest(newDigest, this));
    }

    @Override
    public RegistryRef withoutVersion() {
        return versioned(Optional.empty(), Optional.empty());
    }

    private RegistryRef versioned(Optional<String> newTag, Optional<String> newDigest) {
        return new RegistryRef(registry, repository, newTag, newDigest);
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
}
