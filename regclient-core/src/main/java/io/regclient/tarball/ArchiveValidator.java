// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.ChannelSource;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexEntries;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.stream.BlobReader;
import io.regclient.validate.Findings;
import io.regclient.validate.Flaw;
import io.regclient.validate.Part;
import io.regclient.validate.Validation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Looks at everything the images of a tar archive need: an OCI layout, or what {@code docker save} writes. The archive
 * is read in passes: first for manifests, until they lead to nothing new, then for all content. A member that is there
 * twice has to be right twice, because readers differ in which of them they take.
 */
public final class ArchiveValidator {
    private final boolean deep;
    private final ArchiveLimits limits;

    /**
     * A check of archives.
     *
     * @param deep every blob is read and hashed
     */
    public ArchiveValidator(boolean deep) {
        this(deep, ArchiveLimits.DEFAULT);
    }

    ArchiveValidator(boolean deep, ArchiveLimits limits) {
        this.deep = deep;
        this.limits = limits;
    }

    /**
     * Checks all images of an archive.
     *
     * @param archive read from its position on, several times; not closed
     * @throws RegistryException of kind LOCAL_IO when the file cannot be read
     */
    public Validation check(SeekableByteChannel archive, String name) throws IOException {
        return new Check(new TarFile(new ChannelSource(archive, name), limits), name).run();
    }

    /** The check of one archive. */
    private final class Check {
        private final Passes passes;
        private final Part top;
        private final Findings findings;
        private final Wanted<Part> manifests = new Wanted<>();
        private final Map<String, Part> parts = new HashMap<>();
        private final Map<String, Part> seen = new HashMap<>();
        private final BitSet compared = new BitSet();
        private boolean layout;
        private boolean index;
        private Optional<byte[]> docker = Optional.empty();

        private Check(TarFile tar, String name) {
            this.findings = new Findings(name);
            this.top = Part.top(name);
            this.passes = new Passes(tar, findings, top);
        }

        private Validation run() throws IOException {
            passes.repeat(manifests, this::findManifests);
            if (docker.isPresent() && !(layout && index)) { // as an import decides
                new DockerCheck(passes, findings, top, deep, limits).run(docker.get());
                return findings.result();
            }
            if (!layout) {
                findings.missing(top.file(Members.LAYOUT));
            }
            if (!index) {
                findings.missing(top.file(Members.INDEX));
            }
            Wanted<Part> contents = new Wanted<>();
            for (Map.Entry<String, Part> part : parts.entrySet()) {
                contents.add(part.getKey(), part.getValue());
            }
            passes.repeat(contents, member -> compare(contents, member));
            for (Part absent : contents.open().values()) {
                findings.missing(absent);
            }
            return findings.result();
        }

        private boolean findManifests(TarFile.Member member) throws IOException {
            if (member.entry().isLink()) {
                manifests.link(member.entry());
            } else if (member.entry().isFile()) {
                String name = member.entry().name();
                layout |= name.equals(Members.LAYOUT);
                if (name.equals(Members.INDEX) && !index) {
                    index = true;
                    start(member.readAll());
                }
                if (name.equals(Members.DOCKER_MANIFEST) && docker.isEmpty()) {
                    docker = Optional.of(member.readAll());
                }
                Optional<Part> part = manifests.take(name);
                if (part.isPresent()) {
                    read(part.get(), member);
                }
            }
            return true;
        }

        private void start(byte[] content) throws IOException {
            try {
                IndexEntries listed = IndexEntries.of(Json.parseObject(content, Members.INDEX));
                for (IndexEntries.Unread unread : listed.unread()) {
                    findings.add(top.file(Members.INDEX), Flaw.Kind.DAMAGED, unread.reason());
                }
                for (Descriptor entry : listed.entries()) {
                    Part part = top.manifest(entry);
                    if (findings.isNew(part)) {
                        want(part);
                    }
                }
            } catch (RegistryException e) {
                findings.failed(top.file(Members.INDEX), e);
            }
        }

        private static String name(Part part) throws RegistryException {
            return Members.blob(Members.digestOf(part.content()));
        }

        private void want(Part part) throws RegistryException {
            String name = name(part);
            parts.put(name, part);
            if (part.blob()) {
                return;
            }
            try {
                manifests.add(name, part);
            } catch (RegistryException e) { // a link makes one member of two different digests
                findings.failed(part, e);
                parts.remove(name);
            }
        }

        private void read(Part part, TarFile.Member member) throws IOException {
            boolean certain = MediaType.isManifest(part.content().mediaType());
            if (!certain && member.entry().size() > Manifest.MAX_PULL_BYTES) {
                parts.put(name(part), part.asBlob());
                return;
            }
            byte[] content = member.readAll();
            try {
                Manifest manifest = Manifest.parse(
                        part.content().mediaType(), part.content().digest(), content);
                findings.manifest(content.length);
                for (Part child : findings.below(part, manifest)) {
                    want(child);
                }
            } catch (RegistryException e) {
                boolean other = e.is(ErrorKind.UNSUPPORTED_MEDIA_TYPE) || e.is(ErrorKind.PARSING_FAILED);
                if (!certain && other) {
                    parts.put(name(part), part.asBlob());
                } else {
                    findings.failed(part, e);
                    parts.remove(name(part));
                }
            }
        }

        private boolean compare(Wanted<Part> contents, TarFile.Member member) throws IOException {
            if (member.entry().isLink()) {
                contents.link(member.entry());
            } else if (member.entry().isFile()) {
                String name = member.entry().name();
                Optional<Part> first = contents.take(name);
                Optional<Part> part = first.isPresent() ? first : Optional.ofNullable(seen.get(name));
                if (part.isPresent() && !compared.get((int) member.number())) {
                    compared.set((int) member.number());
                    seen.put(name, part.get());
                    compare(part.get(), member, first.isPresent());
                }
            }
            return true;
        }

        private void compare(Part part, TarFile.Member member, boolean first) throws IOException {
            long size = member.entry().size();
            boolean right = (part.blob() && first) ? findings.blob(part, size) : findings.hasSize(part, size);
            if (!right || (part.blob() && !deep)) {
                return;
            }
            try {
                BlobReader content = new BlobReader( // not closed: the archive goes on behind it
                        member.content(), OptionalLong.of(size), part.content().digest(), "", Map.of());
                content.transferTo(OutputStream.nullOutputStream());
            } catch (RegistryException e) {
                if (!e.is(ErrorKind.DIGEST_MISMATCH)) {
                    throw e;
                }
                findings.failed(part, e);
            }
        }
    }
}
