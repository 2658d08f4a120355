// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.Compression;
import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.ImageConfig;
import io.regclient.stream.LimitedInputStream;
import io.regclient.validate.Findings;
import io.regclient.validate.Flaw;
import io.regclient.validate.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at the images of what {@code docker save} wrote (IM-4): each has a config and the layers it lists, and a deep
 * check compares the uncompressed content of each layer with what the config says.
 */
final class DockerCheck {
    /** Layers of all images, and digests of layers in all configs. */
    private static final int MAX_LAYERS = 200_000;

    private final Passes passes;
    private final Findings findings;
    private final Part top;
    private final boolean deep;
    private final ArchiveLimits limits;
    private final Wanted<Role> wanted = new Wanted<>();
    private final Map<String, Role> taken = new HashMap<>();
    private final Map<String, List<Digest>> configs = new HashMap<>();
    private final Map<String, Digest> layers = new HashMap<>();
    private final Map<String, RegistryException> failures = new HashMap<>();
    private final BitSet visited = new BitSet();
    private final Set<String> told = new HashSet<>();
    private int listed;

    DockerCheck(Passes passes, Findings findings, Part top, boolean deep, ArchiveLimits limits) {
        this.passes = passes;
        this.findings = findings;
        this.top = top;
        this.deep = deep;
        this.limits = limits;
    }

    private enum Role {
        CONFIG,
        LAYER
    }

    void run(byte[] member) throws IOException {
        Part file = top.file(Members.DOCKER_MANIFEST);
        List<DockerArchive> images;
        try {
            images = DockerArchive.readAll(member);
            want(images);
        } catch (RegistryException e) {
            findings.failed(file, e);
            return;
        }
        findings.manifest(member.length);
        if (images.isEmpty()) {
            findings.add(file, Flaw.Kind.DAMAGED, "it lists no image");
        }
        passes.repeat(wanted, this::visit);
        for (DockerArchive image : images) {
            Part part = top.file("image "
                    + (image.tags().isEmpty() ? image.config() : image.tags().getFirst()));
            try {
                tell(part, image);
            } catch (RegistryException e) { // links that lead nowhere
                findings.failed(part, e);
            }
        }
    }

    private void want(List<DockerArchive> images) throws RegistryException {
        int count = 0;
        for (DockerArchive image : images) {
            count += image.layers().size();
            wanted.add(image.config(), Role.CONFIG);
            for (String layer : image.layers()) {
                wanted.add(layer, Role.LAYER);
            }
        }
        requireFew(count, Members.DOCKER_MANIFEST);
    }

    private static void requireFew(int count, String what) throws RegistryException {
        if (count > MAX_LAYERS) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED, what + " lists more than " + MAX_LAYERS + " layers");
        }
    }

    private boolean visit(TarFile.Member member) throws IOException {
        String name = member.entry().name();
        if (member.entry().isLink()) {
            wanted.link(member.entry());
            String file = wanted.resolve(name);
            if (taken.containsKey(file)) {
                wanted.take(file); // the file was there before its link
            }
        } else if (member.entry().isFile()) {
            wanted.take(name).ifPresent(role -> {
                taken.put(name, role);
                findings.blob(top, member.entry().size());
            });
            Role role = taken.get(name);
            if (role != null && !visited.get((int) member.number())) {
                visited.set((int) member.number());
                read(role, member);
            }
        }
        return true;
    }

    private void read(Role role, TarFile.Member member) throws IOException {
        String name = member.entry().name();
        try {
            if (role == Role.CONFIG) {
                keep(configs, name, diffIds(member));
            } else if (deep) {
                keep(layers, name, diffId(member));
            }
        } catch (RegistryException e) {
            if (e.is(ErrorKind.LOCAL_IO) || e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            failures.putIfAbsent(name, e);
        }
    }

    /** Readers differ in which of two members of one name they take. */
    private static <T> void keep(Map<String, T> found, String name, T content) throws RegistryException {
        T before = found.putIfAbsent(name, content);
        if (before != null && !before.equals(content)) {
            throw RegistryException.of(ErrorKind.MISMATCH, "it is there twice, with different content");
        }
    }

    private List<Digest> diffIds(TarFile.Member member) throws IOException {
        List<Digest> diffIds = ImageConfig.parse(member.readAll()).rootFs().diffIds();
        listed += diffIds.size();
        requireFew(listed, member.entry().name());
        return diffIds;
    }

    private Digest diffId(TarFile.Member member) throws IOException {
        MessageDigest hasher = DigestAlgorithm.SHA256.hasher();
        try (InputStream content = Compression.decompress(member.content())) {
            new LimitedInputStream(content, limits.maxBytes(), "the uncompressed layer")
                    .transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), hasher));
        }
        return DigestAlgorithm.SHA256.finish(hasher.digest());
    }

    private void tell(Part part, DockerArchive image) throws RegistryException {
        tellFile(part.file("config " + image.config()), image.config());
        for (String layer : image.layers()) {
            tellFile(part.file("layer " + layer), layer);
        }
        Optional<List<Digest>> diffIds = found(configs, image.config());
        if (diffIds.isPresent()) {
            compare(part, image, diffIds.get());
        }
    }

    private <T> Optional<T> found(Map<String, T> contents, String name) throws RegistryException {
        return Optional.ofNullable(contents.get(wanted.resolve(name)));
    }

    /** Each file once, however many images have it. */
    private void tellFile(Part part, String name) throws RegistryException {
        String file = wanted.resolve(name);
        if (!told.add(file)) {
            return;
        }
        RegistryException failure = failures.get(file);
        if (failure != null) {
            findings.failed(part, failure);
        } else if (!taken.containsKey(file)) {
            findings.missing(part);
        }
    }

    private void compare(Part part, DockerArchive image, List<Digest> diffIds) throws RegistryException {
        if (diffIds.size() != image.layers().size()) {
            findings.add(
                    part,
                    Flaw.Kind.DAMAGED,
                    "its layers are " + image.layers().size() + ", but its config counts " + diffIds.size());
            return;
        }
        for (int i = 0; i < diffIds.size(); i++) {
            String layer = image.layers().get(i);
            Optional<Digest> content = found(layers, layer);
            if (content.isPresent() && !content.get().equals(diffIds.get(i))) {
                findings.add(
                        part.file("layer " + layer),
                        Flaw.Kind.DAMAGED,
                        "it holds " + content.get() + ", the config says " + diffIds.get(i));
            }
        }
    }
}
