// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.error.RegistryException;
import io.regclient.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One step of an image's history (OCI image specification, "Image Configuration"; contract JS-3).
 *
 * @param created when the step ran
 * @param createdBy command of the step, empty when absent
 * @param author author, empty when absent
 * @param comment comment, empty when absent
 * @param emptyLayer true when the step made no layer
 */
public record HistoryEntry(
        Optional<OffsetDateTime> created, String createdBy, String author, String comment, boolean emptyLayer) {

    static HistoryEntry of(JsonObject json) throws RegistryException {
        return new HistoryEntry(
                ImageConfig.time(json, "created"),
                json.string("created_by"),
                json.string("author"),
                json.string("comment"),
                json.bool("empty_layer"));
    }

    public HistoryEntry withCreated(Optional<OffsetDateTime> newTime) {
        return new HistoryEntry(newTime, createdBy, author, comment, emptyLayer);
    }

    public HistoryEntry withCreatedBy(String newCommand) {
        return new HistoryEntry(created, newCommand, author, comment, emptyLayer);
    }

    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        created.ifPresent(time -> tree.put("created", Rfc3339.format(time)));
        Tree.putText(tree, "created_by", createdBy);
        Tree.putText(tree, "author", author);
        Tree.putText(tree, "comment", comment);
        Tree.putFlag(tree, "empty_layer", emptyLayer);
        return tree;
    }

    /** True for the same step, whose times are the same instant, or both absent. */
    public boolean isSameStep(HistoryEntry other) {
        return instant().equals(other.instant())
                && withCreated(Optional.empty()).equals(other.withCreated(Optional.empty()));
    }

    private Optional<Instant> instant() {
        return created.map(OffsetDateTime::toInstant);
    }
}
