// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.verify;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.scheme.ListOptions;
import io.regclient.validate.Flaw;
import io.regclient.validate.KnownContent;
import io.regclient.validate.Validation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Looks at the images of one target repository: each image and each blob once, whatever number of tags needs it. */
final class RepositoryCheck {
    private final RegClient client;
    private final Repository repository;
    private final boolean deep;
    private final KnownContent known = new KnownContent();

    /** The flaws of the images so far. */
    private final Map<Digest, List<Damage.What>> images = new HashMap<>();

    /** What each tag stands for; none for a tag without manifest. */
    private final Map<Tag, Digest> digests = new LinkedHashMap<>();

    private final Map<Damage.What, Set<Tag>> damage = new LinkedHashMap<>();
    private final Set<Tag> absent = new TreeSet<>();

    RepositoryCheck(RegClient client, Repository repository, boolean deep) {
        this.client = client;
        this.repository = repository;
        this.deep = deep;
    }

    /** The tags of a repository, none when it does not exist. */
    static List<String> tags(RegClient client, Ref target) throws IOException {
        try {
            return client.tags().list(target, ListOptions.ALL).tags();
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.REPOSITORY_UNKNOWN)) {
                return List.of(); // nothing was mirrored so far
            }
            throw RegistryException.withContext("verify " + target.commonName(), e);
        }
    }

    /** Looks at a tag that the target may never have had: one that it does not even list is absent, and no damage. */
    void lookUnlessAbsent(Tag tag) throws IOException {
        Ref target = repository.target();
        Optional<Digest> digest = digest(target.withTag(tag));
        if (digest.isPresent() || tags(client, target).contains(tag.name())) {
            look(tag, digest);
        } else {
            absent.add(tag);
        }
    }

    /** Tags that were not mirrored so far. */
    List<Tag> absent() {
        return List.copyOf(absent);
    }

    /** Looks at what a tag stands for; fails where a host gives no answer. */
    void look(Tag tag) throws IOException {
        look(tag, digest(repository.target().withTag(tag)));
    }

    private void look(Tag tag, Optional<Digest> digest) throws IOException {
        if (digest.isEmpty()) {
            add(tag, List.of(new Damage.What(Flaw.Kind.MISSING, "manifest of " + tag, "the tag stands for nothing")));
            return;
        }
        digests.put(tag, digest.get());
        List<Damage.What> flaws = images.get(digest.get());
        if (flaws == null) {
            flaws = image(digest.get());
            images.put(digest.get(), flaws);
        }
        add(tag, flaws);
    }

    private void add(Tag tag, List<Damage.What> flaws) {
        for (Damage.What flaw : flaws) {
            damage.computeIfAbsent(flaw, _ -> new TreeSet<>()).add(tag);
        }
    }

    /** What a tag stands for now, empty for nothing. */
    Optional<Digest> digest(Ref target) throws IOException {
        return client.manifests().digest(target);
    }

    private List<Damage.What> image(Digest digest) throws IOException {
        Validation found = client.checks().image(repository.target().withDigest(digest), deep, known);
        List<Damage.What> flaws = new ArrayList<>();
        for (Flaw flaw : found.flaws()) {
            boolean top = flaw.path().size() == 1;
            flaws.add(new Damage.What(
                    flaw.kind(), top ? "manifest " + digest : flaw.path().getLast(), flaw.reason()));
        }
        if (found.unlisted() > 0) {
            flaws.add(new Damage.What(
                    Flaw.Kind.DAMAGED, "manifest " + digest, found.unlisted() + " more flaws are not listed"));
        }
        return flaws;
    }

    /** What is wrong, with the tags that need it. */
    Map<Damage.What, Set<Tag>> damage() {
        return damage;
    }

    /** What a tag stands for, empty when that is not known. */
    Optional<Digest> digestOf(Tag tag) {
        return Optional.ofNullable(digests.get(tag));
    }

    int images() {
        return images.size();
    }

    KnownContent known() {
        return known;
    }
}
