// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.regsync.config.SyncEntry;
import io.regclient.regsync.config.SyncEntry.CopySettings;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.throttle.Permit;
import io.regclient.throttle.Throttle;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one image of an entry up to date: the decision procedure of contract regsync 9. */
final class ImageSync {
    private static final Logger LOG = LoggerFactory.getLogger(ImageSync.class);

    private final RegClient client;
    private final Throttle copies;
    private final PullAllowance allowance;
    private final Backup backup;
    private final PlatformMemory platforms;

    ImageSync(RegClient client, Throttle copies, PullAllowance allowance, Backup backup) {
        this.client = client;
        this.copies = copies;
        this.allowance = allowance;
        this.backup = backup;
        this.platforms = new PlatformMemory(client);
    }

    void sync(SyncEntry entry, Ref source, Ref target, SyncAction action) throws IOException {
        try {
            decide(entry, source, target, action);
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("target", target.commonName())
                    .addKeyValue("source", source.commonName())
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("Failed to sync");
            throw e;
        }
    }

    private void decide(SyncEntry entry, Ref source, Ref target, SyncAction action) throws IOException {
        CopySettings settings = entry.copy();
        boolean extras = settings.forceRecursive() || settings.referrers() || settings.digestTags();
        ManifestHead sourceHead = headSource(source);
        Optional<ManifestHead> targetHead = headTarget(target);
        boolean match = targetHead.isPresent() && digest(targetHead.get()).equals(digest(sourceHead));
        if (match && (settings.fastCheck() || !extras)) {
            debug("Image matches", source, target);
            return;
        }
        if (action == SyncAction.MISSING && targetHead.isPresent()) {
            debug("target exists", source, target);
            return;
        }
        if (!entry.mediaTypes().contains(sourceHead.descriptor().mediaType())) {
            LOG.atInfo()
                    .addKeyValue("ref", source.commonName())
                    .addKeyValue("mediaType", sourceHead.descriptor().mediaType())
                    .addKeyValue("allowed", entry.mediaTypes())
                    .log("Skipping unsupported media type");
            return;
        }
        Ref from = source;
        if (!settings.platform().isEmpty()
                && MediaType.isIndex(sourceHead.descriptor().mediaType())) {
            from = resolvePlatform(source, digest(sourceHead), settings.platform());
            match = targetHead.isPresent()
                    && digest(targetHead.get()).map(Digest::toString).equals(from.digest());
            if (match && !settings.forceRecursive()) {
                LOG.atDebug()
                        .addKeyValue("source", from.commonName())
                        .addKeyValue("platform", settings.platform())
                        .addKeyValue("target", target.commonName())
                        .log("Image matches for platform");
                return;
            }
        }
        report(match, settings, from, target);
        if (action != SyncAction.CHECK) {
            boolean overwrites = targetHead.isPresent() && !match && action == SyncAction.COPY;
            copy(entry, from, target, overwrites, sourceHead.rateLimit().set());
        }
    }

    private static Optional<Digest> digest(ManifestHead head) {
        return head.descriptor().digest();
    }

    private ManifestHead headSource(Ref source) throws IOException {
        try {
            return head(source);
        } catch (IOException e) {
            logError("Failed to lookup source manifest", "source", source, e);
            throw e;
        }
    }

    /** Any failure means that the target is not there; a copy will find out what is wrong (contract regsync 9.2). */
    private Optional<ManifestHead> headTarget(Ref target) throws IOException {
        try {
            return Optional.of(head(target));
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.CANCELED)) {
                throw e;
            }
            LOG.atDebug()
                    .addKeyValue("target", target.commonName())
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("target manifest not available");
            return Optional.empty();
        }
    }

    /** HEAD, or GET where the digest is missing or HEAD is switched off (contract regsync 9.1, MF-18). */
    private ManifestHead head(Ref ref) throws IOException {
        try {
            return client.describeManifest(ref, Optional.empty());
        } catch (RegistryException e) {
            if (e.kind() != ErrorKind.UNSUPPORTED_API) {
                throw e;
            }
            Manifest manifest = client.getManifest(ref, Optional.empty());
            return new ManifestHead(manifest.descriptor(), manifest.rateLimit(), manifest.headers());
        }
    }

    private Ref resolvePlatform(Ref source, Optional<Digest> index, String platform) throws IOException {
        try {
            return platforms.resolve(source, index, platform);
        } catch (RegistryException e) {
            String message = e.is(ErrorKind.NOT_FOUND)
                    ? "Platform could not be found in source manifest list"
                    : "Failed to resolve platform";
            LOG.atWarn()
                    .addKeyValue("platform", platform)
                    .addKeyValue("err", e.getMessage())
                    .log(message);
            throw e;
        }
    }

    private static void report(boolean match, CopySettings settings, Ref source, Ref target) {
        if (match) {
            LOG.atInfo()
                    .addKeyValue("source", source.commonName())
                    .addKeyValue("target", target.commonName())
                    .addKeyValue("forced", settings.forceRecursive())
                    .addKeyValue("digestTags", settings.digestTags())
                    .addKeyValue("referrers", settings.referrers())
                    .log("Image refreshing");
        } else {
            LOG.atInfo()
                    .addKeyValue("source", source.commonName())
                    .addKeyValue("target", target.commonName())
                    .log("Image sync needed");
        }
    }

    private void copy(SyncEntry entry, Ref source, Ref target, boolean overwrites, boolean limited) throws IOException {
        try (Permit _ = allowance.await(copies, entry.rateLimit(), source, limited)) {
            if (overwrites) {
                backup.save(entry, target);
            }
            debug("Image sync running", source, target);
            client.copyImage(source, target, options(entry.copy()));
        } catch (IOException e) {
            logError("Failed to copy image", "source", source, e);
            throw e;
        }
    }

    private static CopyOptions options(CopySettings settings) {
        CopyOptions.Builder options = CopyOptions.builder()
                .digestTags(settings.digestTags())
                .fastCheck(settings.fastCheck())
                .forceRecursive(settings.forceRecursive())
                .includeExternal(settings.includeExternal())
                .platforms(settings.platforms());
        if (settings.referrers()) {
            options.referrers(
                    settings.referrerFilters().isEmpty() ? List.of(ReferrerQuery.ALL) : settings.referrerFilters());
            place("referrerSource", settings.referrerSource()).ifPresent(options::referrerSource);
            place("referrerTarget", settings.referrerTarget()).ifPresent(options::referrerTarget);
        }
        return options.build();
    }

    /** A repository for referrers; a wrong one is only logged and the copy goes on (contract regsync 9). */
    private static Optional<Ref> place(String key, String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Ref.parse(text));
        } catch (RegistryException e) {
            LOG.atError()
                    .addKeyValue(key, text)
                    .addKeyValue("error", e.getMessage())
                    .log("Failed parsing " + key);
            return Optional.empty();
        }
    }

    private static void debug(String message, Ref source, Ref target) {
        LOG.atDebug()
                .addKeyValue("source", source.commonName())
                .addKeyValue("target", target.commonName())
                .log(message);
    }

    private static void logError(String message, String key, Ref ref, IOException e) {
        LOG.atError()
                .addKeyValue(key, ref.commonName())
                .addKeyValue("error", RegistryException.describe(e))
                .log(message);
    }
}
