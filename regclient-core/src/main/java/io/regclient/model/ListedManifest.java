// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.error.RegistryException;
import io.regclient.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the registries of Google tell about a manifest in a tag list (contract TG-4). They send numbers as texts; a
 * number that cannot be read counts as absent, since the list itself does not depend on it.
 *
 * @param size size of the image in bytes
 * @param mediaType media type of the manifest, empty when absent
 * @param tags tags that point at it
 * @param created when the image was built
 * @param uploaded when it was pushed
 */
public record ListedManifest(
        OptionalLong size, String mediaType, List<String> tags, Optional<Instant> created, Optional<Instant> uploaded) {
    public ListedManifest {
        tags = List.copyOf(tags);
    }

    /** Reads the JSON form. */
    public static ListedManifest of(JsonObject json) throws RegistryException {
        return new ListedManifest(
                number(json, "imageSizeBytes"),
                json.string("mediaType"),
                json.strings("tag"),
                time(json, "timeCreatedMs"),
                time(json, "timeUploadedMs"));
    }

    private static OptionalLong number(JsonObject json, String key) {
        @Nullable Object value = json.tree().get(key);
        if (value instanceof Long number) {
            return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
        }
        boolean digits = value instanceof String text && text.matches("[0-9]{1,18}");
        return digits ? OptionalLong.of(Long.parseLong((String) value)) : OptionalLong.empty();
    }

    private static Optional<Instant> time(JsonObject json, String key) {
        OptionalLong milliseconds = number(json, key);
        if (milliseconds.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.ofEpochMilli(milliseconds.getAsLong()));
        } catch (DateTimeException e) {
            return Optional.empty(); // beyond the year one billion
        }
    }
}
