// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.ImageConfig;
import io.regclient.model.Rfc3339;
import io.regclient.ref.Ref;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * How times are replaced (contract MO-12).
 *
 * @param set the new time
 * @param fromLabel label of the image that holds the new time in RFC 3339 form
 * @param after only later times are replaced; empty: all
 * @param baseRef image whose layers and history keep their times
 * @param baseLayers number of layers, with their history, that keep their times; 0 for none
 */
public record TimeChange(
        Optional<OffsetDateTime> set,
        Optional<String> fromLabel,
        Optional<OffsetDateTime> after,
        Optional<Ref> baseRef,
        int baseLayers) {

    /** Replaces every time. */
    public static TimeChange to(OffsetDateTime time) {
        return new TimeChange(Optional.of(time), Optional.empty(), Optional.empty(), Optional.empty(), 0);
    }

    /** Replaces later times only: no time is later than this one afterwards. */
    public static TimeChange max(OffsetDateTime time) {
        return to(time).withAfter(time);
    }

    /** Replaces every time by the one that a label of the image holds. */
    public static TimeChange fromLabel(String label) {
        return new TimeChange(Optional.empty(), Optional.of(label), Optional.empty(), Optional.empty(), 0);
    }

    public TimeChange withAfter(OffsetDateTime time) {
        return new TimeChange(set, fromLabel, Optional.of(time), baseRef, baseLayers);
    }

    public TimeChange withBaseRef(Ref base) {
        return new TimeChange(set, fromLabel, after, Optional.of(base), baseLayers);
    }

    public TimeChange withBaseLayers(int count) {
        return new TimeChange(set, fromLabel, after, baseRef, count);
    }

    /**
     * The same change with the time known: {@code set}, or the value of the label, which must not differ from
     * {@code set} when both are given.
     *
     * @param option name of the option, for the message
     * @param configs configs of all platforms of the image as they are when the label is to be read; those of attestations
     *     do not count
     * @throws RegistryException of kind INVALID_INPUT without any time, NOT_FOUND for a label that a config does not
     *     have, PARSING_FAILED for a value that is no time, MISMATCH when there are different times
     */
    TimeChange resolve(String option, List<ImageConfig> configs) throws RegistryException {
        if (fromLabel.isPresent()) {
            OffsetDateTime found = labelTime(fromLabel.get(), configs);
            return new TimeChange(Optional.of(found), Optional.empty(), after, baseRef, baseLayers);
        }
        if (set.isEmpty()) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, option + " requires a time to set");
        }
        return this;
    }

    private OffsetDateTime labelTime(String label, List<ImageConfig> configs) throws RegistryException {
        List<ImageConfig> images =
                configs.stream().filter(TimeChange::isOfImage).toList();
        if (images.isEmpty()) {
            throw RegistryException.of(ErrorKind.NOT_FOUND, "label not found, there is no image config: " + label);
        }
        OffsetDateTime first = set.isPresent() ? set.get() : labelTime(label, images.getFirst());
        for (ImageConfig image : images) {
            OffsetDateTime time = labelTime(label, image);
            if (!time.isEqual(first)) {
                throw RegistryException.of(
                        ErrorKind.MISMATCH,
                        "conflicting times, label " + label + ": " + Rfc3339.format(first) + " and "
                                + Rfc3339.format(time));
            }
        }
        return first;
    }

    /** The config of an attestation belongs to no platform and never has labels. */
    private static boolean isOfImage(ImageConfig config) {
        String os = config.platform().os();
        return !os.isEmpty() && !os.equals("unknown");
    }

    private static OffsetDateTime labelTime(String label, ImageConfig image) throws RegistryException {
        Optional<String> value = Optional.ofNullable(image.config().labels().get(label));
        if (value.isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.NOT_FOUND, "label not found in the config of " + image.platform() + ": " + label);
        }
        try {
            return Rfc3339.parse(value.get());
        } catch (RegistryException e) {
            throw e.withContext("label " + label);
        }
    }

    /** The time that takes the place of another one: the same object when it stays. Only for a resolved change. */
    OffsetDateTime apply(OffsetDateTime time) {
        OffsetDateTime wanted = set.orElseThrow();
        boolean reached = after.isEmpty() || time.isAfter(after.get());
        return reached && !time.isEqual(wanted) ? wanted : time;
    }

    /** The same for a time without offset. */
    Instant apply(Instant time) {
        boolean reached = after.isEmpty() || time.isAfter(after.get().toInstant());
        return reached ? set.orElseThrow().toInstant() : time;
    }
}
