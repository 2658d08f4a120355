// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.digest.Digest;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.model.ReferrerList;
import io.regclient.ref.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The two-column output of manifests: labels padded to the longest one of the whole output (contract regctl 7.5). */
public final class PrettyTable {
    /** Above this many bytes a size is shown in units. */
    private static final long EXACT_SIZE_LIMIT = 100_000;

    private record Row(String label, String value) {}

    private final List<Row> rows = new ArrayList<>();

    private PrettyTable() {}

    /**
     * The pretty form of a manifest.
     *
     * @param name reference as typed, or with the digest of a resolved platform
     */
    public static String of(String name, Manifest manifest) {
        PrettyTable table = new PrettyTable();
        table.add("Name:", name);
        table.add("MediaType:", manifest.mediaType());
        if (!manifest.artifactType().isEmpty()) {
            table.add("ArtifactType:", manifest.artifactType());
        }
        table.add("Digest:", manifest.digest().toString());
        table.addAnnotations("", manifest.annotations());
        if (manifest.isIndex()) {
            table.addEntries(name, manifest.manifests());
        } else {
            table.addImage(manifest);
        }
        manifest.subject().ifPresent(subject -> {
            table.add("", "");
            table.add("Subject:", "");
            table.addDescriptor("  ", subject);
        });
        return table.toString();
    }

    /**
     * The pretty form of what refers to a manifest.
     *
     * @param subject with its digest
     * @param source repository that was asked, where it is not that of the subject
     */
    static String ofReferrers(Ref subject, Optional<Ref> source, ReferrerList list) {
        PrettyTable table = new PrettyTable();
        table.add("Subject:", subject.commonName());
        source.ifPresent(ref -> table.add("Source:", ref.commonName()));
        table.add("", "");
        table.add("Referrers:", "");
        Ref repo = source.orElse(subject).withoutVersion();
        for (Descriptor referrer : list.descriptors()) {
            table.addEntry(repo.commonName(), referrer);
        }
        table.addAnnotations("", list.annotations());
        return table.toString();
    }

    private void addImage(Manifest manifest) {
        long total =
                manifest.layers().stream().mapToLong(d -> Math.max(d.size(), 0)).sum();
        add("Total Size:", HumanSize.of(total));
        manifest.config().ifPresent(config -> {
            add("", "");
            add("Config:", "");
            addDescriptor("  ", config);
        });
        add("", "");
        add("Layers:", "");
        for (Descriptor layer : manifest.layers()) {
            add("", "");
            addDescriptor("  ", layer);
        }
    }

    private void addEntries(String name, List<Descriptor> entries) {
        add("", "");
        add("Manifests:", "");
        String base = name.replaceFirst("@.*", "");
        for (Descriptor entry : entries) {
            addEntry(base, entry);
        }
    }

    private void addEntry(String repository, Descriptor entry) {
        add("", "");
        add("  Name:", repository + "@" + entry.digest().map(Digest::toString).orElse(""));
        addDescriptor("  ", entry);
    }

    private void addDescriptor(String indent, Descriptor descriptor) {
        add(indent + "Digest:", descriptor.digest().map(Digest::toString).orElse(""));
        add(indent + "MediaType:", descriptor.mediaType());
        if (!descriptor.artifactType().isEmpty()) {
            add(indent + "ArtifactType:", descriptor.artifactType());
        }
        if (!MediaType.isManifest(descriptor.mediaType())) {
            long size = descriptor.size();
            add(indent + "Size:", size > EXACT_SIZE_LIMIT ? HumanSize.of(size) : Math.max(size, 0) + "B");
        }
        descriptor.platform().ifPresent(platform -> addPlatform(indent, platform));
        if (!descriptor.urls().isEmpty()) {
            add(indent + "URLs:", String.join(", ", descriptor.urls()));
        }
        addAnnotations(indent, descriptor.annotations());
    }

    private void addPlatform(String indent, Platform platform) {
        add(indent + "Platform:", platform.toString());
        if (!platform.osVersion().isEmpty()) {
            add(indent + "OSVersion:", platform.osVersion());
        }
        if (!platform.osFeatures().isEmpty()) {
            add(indent + "OSFeatures:", String.join(", ", platform.osFeatures()));
        }
    }

    private void addAnnotations(String indent, Map<String, String> annotations) {
        if (annotations.isEmpty()) {
            return;
        }
        add(indent + "Annotations:", "");
        new TreeMap<>(annotations).forEach((key, value) -> add(indent + "  " + key + ":", value));
    }

    private void add(String label, String value) {
        rows.add(new Row(label, value));
    }

    @Override
    public String toString() {
        int width = rows.stream().mapToInt(r -> r.label().length()).max().orElse(0) + 1;
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            text.append(row.label())
                    .append(" ".repeat(width - row.label().length()))
                    .append(row.value())
                    .append('\n');
        }
        return text.toString();
    }
}
