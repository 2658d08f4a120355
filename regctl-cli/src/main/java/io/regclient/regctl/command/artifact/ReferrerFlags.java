// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.artifact;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.PairsFlag;
import io.regclient.scheme.ReferrerQuery;
import java.util.Optional;

/** Which artifacts are meant, and in which order (contract regctl 9.1). */
final class ReferrerFlags {
    private static final String CREATED = "org.opencontainers.image.created";

    private final PairsFlag annotations;
    private final Flag<String> artifactType;
    private final Flag<Optional<Ref>> external;
    private final Flag<Boolean> slow;

    /** The options without those about an order. */
    ReferrerFlags(FlagSet flags) {
        annotations = new PairsFlag(
                flags, "filter-annotation", "Filter by annotation, key=value, or key alone for any value");
        artifactType = flags.text("filter-artifact-type", "Filter by artifact type");
        external = flags.parsed("external", "Repository that is asked for referrers", Ref::parse)
                .names(Kind.REPOSITORY);
        slow = flags.bool(
                "slow-referrers", "Look at every manifest of an OCI layout for referrers other tools did not list");
    }

    /** {@code --latest}, {@code --sort-annotation} and {@code --sort-desc}. */
    static final class Order {
        private final Flag<Boolean> latest;
        private final Flag<String> annotation;
        private final Flag<Boolean> descending;

        Order(FlagSet flags) {
            latest = flags.bool("latest", "Sort by the annotation " + CREATED + ", newest first");
            annotation = flags.text("sort-annotation", "Annotation to sort by");
            descending = flags.bool("sort-desc", "Sort in descending order");
        }

        private ReferrerQuery of(ReferrerQuery query) throws RegistryException {
            if (latest.value() && !annotation.value().isEmpty()) {
                throw RegistryException.of(ErrorKind.INVALID_INPUT, "--latest cannot be used with --sort-annotation");
            }
            Optional<String> by = latest.value()
                    ? Optional.of(CREATED)
                    : Optional.of(annotation.value()).filter(text -> !text.isEmpty());
            return new ReferrerQuery(
                    query.artifactType(),
                    query.annotations(),
                    by,
                    latest.value() || descending.value(),
                    query.slowSearch());
        }
    }

    /** What is asked for. */
    ReferrerQuery query() {
        return new ReferrerQuery(
                Optional.of(artifactType.value()).filter(text -> !text.isEmpty()),
                annotations.value(),
                Optional.empty(),
                false,
                slow.value());
    }

    /** What is asked for, in an order. */
    ReferrerQuery query(Order order) throws RegistryException {
        return order.of(query());
    }

    /** {@code --external}: another repository that holds the referrers. */
    Optional<Ref> external() {
        return external.value();
    }
}
