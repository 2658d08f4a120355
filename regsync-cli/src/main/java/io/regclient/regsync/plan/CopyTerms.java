// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.copy.CopyOptions;
import io.regclient.error.RegistryException;
import io.regclient.kit.schema.Parsed;
import io.regclient.ref.Ref;
import io.regclient.regsync.schema.Effort;
import io.regclient.regsync.schema.Extras;
import io.regclient.regsync.schema.SyncEntry.CopySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * How an image is copied (contract regsync 9, "Copy options").
 *
 * @param options for the copy
 * @param complaints what of the settings is left out because it is wrong; the copy goes on without it
 */
public record CopyTerms(CopyOptions options, List<LogLine> complaints) {
    public CopyTerms {
        complaints = List.copyOf(complaints);
    }

    /** The terms of an entry. */
    public static CopyTerms of(CopySettings settings) throws RegistryException {
        Extras extras = settings.extras();
        Effort effort = settings.effort();
        List<LogLine> complaints = new ArrayList<>();
        CopyOptions.Builder options = CopyOptions.builder()
                .digestTags(extras.digestTags().isOn())
                .fastCheck(effort.fastCheck().isOn())
                .forceRecursive(effort.forceRecursive().isOn())
                .includeExternal(effort.includeExternal().isOn())
                .platforms(settings.platforms().get());
        if (extras.referrers().isOn()) {
            options.referrers(settings.referrerFilters());
            place("referrerSource", extras.referrerSource(), settings.parsedReferrerSource(), complaints)
                    .ifPresent(options::referrerSource);
            place("referrerTarget", extras.referrerTarget(), settings.parsedReferrerTarget(), complaints)
                    .ifPresent(options::referrerTarget);
        }
        return new CopyTerms(options.build(), complaints);
    }

    /** A repository for referrers. */
    private static Optional<Ref> place(String key, String text, Optional<Parsed<Ref>> place, List<LogLine> complaints) {
        try {
            return place.isPresent() ? Optional.of(place.get().get()) : Optional.empty();
        } catch (RegistryException e) {
            complaints.add(LogLine.of(Level.ERROR, "Failed parsing " + key)
                    .with(key, text)
                    .with("error", RegistryException.describe(e)));
            return Optional.empty();
        }
    }
}
