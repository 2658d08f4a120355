// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.json.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which entries of an index or referrers list are wanted, and in which order (contract RF-5, DE-3, DE-4).
 *
 * @param platform a machine that must be able to run the entry
 * @param artifactType exact artifact type, empty for all
 * @param annotations annotations that must match; an empty value means the key must be present
 * @param sortAnnotation annotation to sort by as text; entries without it come last in either direction
 * @param sortDescending descending order
 */
public record DescriptorFilter(
        Optional<Platform> platform,
        Optional<String> artifactType,
        Map<String, String> annotations,
        Optional<String> sortAnnotation,
        boolean sortDescending) {
    public static final DescriptorFilter ALL =
            new DescriptorFilter(Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), false);

    public DescriptorFilter {
        annotations = Map.copyOf(annotations);
        artifactType = artifactType.filter(type -> !type.isEmpty());
        sortAnnotation = sortAnnotation.filter(name -> !name.isEmpty());
    }

    /** A filter without platform. */
    public static DescriptorFilter of(
            Optional<String> artifactType,
            Map<String, String> annotations,
            Optional<String> sortAnnotation,
            boolean sortDescending) {
        return new DescriptorFilter(Optional.empty(), artifactType, annotations, sortAnnotation, sortDescending);
    }

    public static DescriptorFilter forPlatform(Platform platform) {
        return ALL.withPlatform(Optional.of(platform));
    }

    public DescriptorFilter withPlatform(Optional<Platform> newPlatform) {
        return new DescriptorFilter(newPlatform, artifactType, annotations, sortAnnotation, sortDescending);
    }

    /** True when the entry passes; one without platform never passes when a platform is wanted. */
    public boolean accepts(Descriptor entry) {
        return acceptsContent(entry)
                && (platform.isEmpty()
                        || entry.platform()
                                .filter(p -> platform.get().canRun(p))
                                .isPresent());
    }

    private boolean acceptsContent(Descriptor entry) {
        return artifactType.filter(type -> !type.equals(entry.artifactType())).isEmpty()
                && annotations.entrySet().stream().allMatch(wanted -> hasAnnotation(entry, wanted));
    }

    private static boolean hasAnnotation(Descriptor entry, Map.Entry<String, String> wanted) {
        String value = entry.annotations().get(wanted.getKey());
        return value != null
                && (wanted.getValue().isEmpty() || wanted.getValue().equals(value));
    }

    /** The entries that pass, sorted; entries that are equal to the order keep theirs. */
    public List<Descriptor> apply(List<Descriptor> entries) {
        return sorted(entries.stream().filter(this::accepts).toList());
    }

    /** The first entry that passes, or with a platform the best one for it (DE-3); empty when there is none. */
    public Optional<Descriptor> first(List<Descriptor> entries) {
        List<Descriptor> candidates =
                sorted(entries.stream().filter(this::acceptsContent).toList());
        return platform.isPresent()
                ? best(platform.get(), candidates)
                : candidates.stream().findFirst();
    }

    private static Optional<Descriptor> best(Platform host, List<Descriptor> candidates) {
        Optional<Descriptor> best = Optional.empty();
        for (Descriptor candidate : candidates) {
            Optional<Platform> target = candidate.platform().filter(host::canRun);
            Optional<Platform> known = best.flatMap(Descriptor::platform);
            if (target.isPresent() && (known.isEmpty() || host.prefers(target.get(), known.get()))) {
                best = Optional.of(candidate);
            }
        }
        return best;
    }

    private List<Descriptor> sorted(List<Descriptor> entries) {
        if (sortAnnotation.isEmpty()) {
            return entries;
        }
        String key = sortAnnotation.get();
        Comparator<String> order = sortDescending ? Json.BYTE_ORDER.reversed() : Json.BYTE_ORDER;
        return entries.stream()
                .sorted(Comparator.comparing(
                        (Descriptor entry) ->
                                Optional.ofNullable(entry.annotations().get(key)),
                        presentFirst(order)))
                .toList();
    }

    private static Comparator<Optional<String>> presentFirst(Comparator<String> order) {
        return (a, b) -> a.isPresent() && b.isPresent()
                ? order.compare(a.get(), b.get())
                : Boolean.compare(b.isPresent(), a.isPresent());
    }
}
