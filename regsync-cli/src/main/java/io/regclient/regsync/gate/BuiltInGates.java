// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.gate;

import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.digest.Digest;
import io.regclient.error.VisibleText;
import io.regclient.model.Platform;
import io.regclient.regsync.plan.SyncDecision.Copy;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.plan.Transfer;
import io.regclient.regsync.safeguard.LookUps;
import io.regclient.regsync.schema.GateRules;
import io.regclient.regsync.schema.GateRules.Size;
import io.regclient.regsync.schema.GateRules.Wanted;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The gates that read nothing but the image and its list of referrers. What the image itself decides is remembered by
 * its digest; referrers may come later and are looked up each time. Thread-safe.
 */
public final class BuiltInGates implements ImageGate {
    private static final int MAX_KEPT = 10_000;

    /** Characters of a value in a message. */
    private static final int MAX_SHOWN = 100;

    private final RegClient client;
    private final RequiredReferrers required;
    private final LookUps<Key, Verdict> known = new LookUps<>(MAX_KEPT);

    public BuiltInGates(RegClient client) {
        this.client = client;
        this.required = new RequiredReferrers(client);
    }

    /** An image as an entry looks at it. */
    private record Key(SyncEntry entry, Digest digest) {}

    @Override
    public Verdict look(SyncTask task, Copy copy) throws IOException {
        GateRules rules = task.entry().safety().gates().get();
        Verdict verdict = Verdict.allow();
        if (rules.readsImage()) {
            verdict = known.get(
                    new Key(task.entry(), copy.what().digest()), copy.what().source(), () -> read(rules, image(copy)));
        }
        if (verdict.allows() && rules.maxSize().isPresent()) {
            verdict = withRiders(rules.maxSize().get(), copy);
        }
        return verdict.allows() && !rules.referrers().isEmpty()
                ? required.look(task, copy, rules.referrers())
                : verdict;
    }

    private CopiedImage image(Copy copy) throws IOException {
        return image(copy.what(), new SeenManifests(client));
    }

    private CopiedImage image(Transfer what, SeenManifests seen) throws IOException {
        return new CopiedImage(
                client, what.source().withDigest(what.digest()), what.terms().options(), seen);
    }

    private static Verdict read(GateRules rules, CopiedImage image) throws IOException {
        Verdict verdict = named("annotations", rules.annotations(), image.annotations(), "the manifest");
        if (verdict.allows() && !rules.platforms().isEmpty()) {
            verdict = platforms(rules.platforms(), image);
        }
        if (verdict.allows() && rules.maxSize().isPresent()) {
            verdict = size(rules.maxSize().get(), image);
        }
        return verdict.allows() && !rules.labels().isEmpty() ? labels(rules.labels(), image) : verdict;
    }

    private static Verdict platforms(List<Platform> wanted, CopiedImage image) throws IOException {
        List<Platform> there = image.platforms();
        for (Platform platform : wanted) {
            if (there.stream().noneMatch(platform::matches)) {
                String has = there.isEmpty()
                        ? "none"
                        : String.join(
                                ", ", there.stream().map(Platform::toString).toList());
                return new Verdict.Deny("platforms", "no image for " + platform + ", there is " + has);
            }
        }
        return Verdict.allow();
    }

    private static Verdict size(Size most, CopiedImage image) throws IOException {
        CountedBlobs blobs = new CountedBlobs();
        image.count(blobs);
        return blobs.bytes() <= most.bytes()
                ? Verdict.allow()
                : new Verdict.Deny("maxSize", "layers and configs have " + blobs.bytes() + " bytes, more than " + most);
    }

    /** The size with what rides along, which may become more while the image stays what it is. */
    private Verdict withRiders(Size most, Copy copy) throws IOException {
        CopyOptions options = copy.what().terms().options();
        if (!RidingAlong.isWanted(options)) {
            return Verdict.allow();
        }
        SeenManifests seen = new SeenManifests(client);
        CountedBlobs blobs = new CountedBlobs();
        new RidingAlong(client, options, seen).count(image(copy.what(), seen), blobs);
        return blobs.bytes() <= most.bytes()
                ? Verdict.allow()
                : new Verdict.Deny(
                        "maxSize",
                        "layers and configs, with those of the referrers and digest tags that are copied, have "
                                + blobs.bytes() + " bytes, more than " + most);
    }

    private static Verdict labels(Map<String, Wanted> wanted, CopiedImage image) throws IOException {
        List<CopiedImage.Labels> images = image.labels();
        if (images.isEmpty()) {
            return new Verdict.Deny("labels", "there is no image that could have any");
        }
        for (CopiedImage.Labels each : images) {
            String where = "the image " + each.image();
            Verdict verdict = each.problem().isPresent()
                    ? new Verdict.Deny("labels", where + " " + each.problem().get())
                    : named("labels", wanted, each.labels(), where);
            if (!verdict.allows()) {
                return verdict;
            }
        }
        return Verdict.allow();
    }

    /** A wanted text that is empty must only be there. */
    private static Verdict named(String gate, Map<String, Wanted> wanted, Map<String, String> there, String where) {
        for (Map.Entry<String, Wanted> each : wanted.entrySet()) {
            String found = there.get(each.getKey());
            if (found == null) {
                return new Verdict.Deny(gate, where + " has no " + each.getKey());
            }
            if (!each.getValue().accepts(found)) {
                return new Verdict.Deny(
                        gate,
                        where + " has " + each.getKey() + "=" + VisibleText.name(found, MAX_SHOWN) + ", wanted is "
                                + each.getValue().text());
            }
        }
        return Verdict.allow();
    }
}
