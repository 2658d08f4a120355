// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.copy.PlanListener;
import io.regclient.copy.PlannedWrite;
import io.regclient.digest.Digest;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The text of a dry run: a line for each write that a copy would make, and one that sums up. Thread-safe. */
public final class PlanLines implements PlanListener {
    private static final int WORD_WIDTH = 6;
    private static final int SIZE_WIDTH = 10;

    /** Blobs, manifests, tags, and within them by name: copies run in no certain order. */
    private static final Comparator<PlannedWrite> ORDER = Comparator.comparing(PlannedWrite::kind)
            .thenComparing(write -> write.target().commonName())
            .thenComparing(PlanLines::digest);

    private final List<PlannedWrite> writes = new ArrayList<>();
    private final Map<Place, Descriptor> present = new HashMap<>();

    /** A blob in a repository. */
    private record Place(Ref repository, Optional<Digest> digest) {}

    @Override
    public synchronized void on(PlannedWrite write) {
        writes.add(write);
    }

    @Override
    public synchronized void onPresent(Ref repository, Descriptor blob) {
        present.put(new Place(repository, blob.digest()), blob);
    }

    /** The lines, in the order of a copy: blobs, manifests, tags. */
    public synchronized String text() {
        StringBuilder text = new StringBuilder();
        writes.stream().sorted(ORDER).forEach(write -> text.append(line(write)).append('\n'));
        return text.toString();
    }

    /** The lines, and one that sums up: what several images need counts once. */
    public synchronized String textWithSums() {
        return text() + "blobs: " + amount(contents(PlannedWrite.Kind.SEND), "to send") + ", "
                + amount(contents(PlannedWrite.Kind.MOUNT), "to mount") + ", " + amount(present.values(), "there")
                + "; manifests: " + manifests() + " to push\n";
    }

    private List<Descriptor> contents(PlannedWrite.Kind kind) {
        return writes.stream()
                .filter(write -> write.kind() == kind)
                .map(PlannedWrite::content)
                .toList();
    }

    private static String line(PlannedWrite write) {
        String from = write.from().map(source -> " from " + source.commonName()).orElse("");
        long size = write.content().size();
        return padded(write.kind().name().toLowerCase(Locale.ROOT), WORD_WIDTH)
                + digest(write)
                + " "
                + padded(size < 0 ? "?" : HumanSize.of(size), SIZE_WIDTH)
                + place(write)
                + from;
    }

    /** The digest of a manifest without a tag stands in front already. */
    private static String place(PlannedWrite write) {
        return write.kind() == PlannedWrite.Kind.PUSH
                ? write.target().withoutVersion().commonName()
                : write.target().commonName();
    }

    private static String digest(PlannedWrite write) {
        return write.content().digest().map(Digest::toString).orElse("?");
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String amount(Collection<Descriptor> blobs, String what) {
        long bytes = blobs.stream().mapToLong(blob -> Math.max(blob.size(), 0)).sum();
        return blobs.size() + " (" + HumanSize.of(bytes) + ") " + what;
    }

    private long manifests() {
        return writes.stream()
                .filter(write -> write.kind() == PlannedWrite.Kind.PUSH || write.kind() == PlannedWrite.Kind.TAG)
                .count();
    }
}
