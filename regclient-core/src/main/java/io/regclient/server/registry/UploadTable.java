// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The open uploads. They end by being finished, cancelled or forgotten: idle ones make room for new ones, so that uploads
 * that nobody feeds do not keep anybody from pushing.
 */
final class UploadTable {
    /** Open uploads of all clients. */
    static final int MAX_OPEN = 1000;

    /** Open uploads of one client's address: several pushes of images with many layers have room. */
    static final int MAX_PER_CLIENT = 250;

    /** An upload without any new content for this long is forgotten. */
    static final Duration MAX_IDLE = Duration.ofHours(1);

    /** How long a request that writes to an upload may bring nothing before the upload counts as idle. */
    static final Duration STALLED = Duration.ofMinutes(1);

    private final Staging staging;
    private final InstantSource clock;
    private final Map<String, PendingUpload> open = new LinkedHashMap<>();

    UploadTable(Staging staging, InstantSource clock) {
        this.staging = staging;
        this.clock = clock;
    }

    /**
     * Opens an upload. Where too many are open, the one that has been idle for the longest time ends: of the same client
     * if that has too many, else of anybody.
     *
     * @throws Refusal with 429 when too many are open and content arrives for all of them
     */
    PendingUpload start(RepositoryName repository, InetAddress client, DigestAlgorithm algorithm) throws IOException {
        dropIdle();
        synchronized (open) {
            List<PendingUpload> own = open.values().stream()
                    .filter(u -> u.client().equals(client))
                    .toList();
            if (own.size() >= MAX_PER_CLIENT) {
                makeRoom(own);
            } else if (open.size() >= MAX_OPEN) {
                makeRoom(open.values());
            }
            String id = UUID.randomUUID().toString();
            PendingUpload upload = new PendingUpload(id, repository, client, staging.newFile(), algorithm, clock);
            open.put(id, upload);
            return upload;
        }
    }

    private void makeRoom(Collection<PendingUpload> uploads) throws IOException {
        Instant stalled = clock.instant().minus(STALLED);
        PendingUpload oldest = uploads.stream()
                .filter(u -> !u.isInUse() || u.lastUse().isBefore(stalled))
                .min(Comparator.comparing(PendingUpload::lastUse))
                .orElseThrow(() -> Refusal.of(
                        ErrorCode.TOOMANYREQUESTS, uploads.size() + " uploads are open, finish or cancel some"));
        end(oldest);
    }

    /**
     * Finds an open upload of a repository.
     *
     * @throws Refusal with BLOB_UPLOAD_UNKNOWN
     */
    PendingUpload find(RepositoryName repository, String id) throws Refusal {
        synchronized (open) {
            PendingUpload upload = open.get(id);
            if (upload == null || !upload.repository().equals(repository)) {
                throw Refusal.of(ErrorCode.BLOB_UPLOAD_UNKNOWN, "no such upload in " + repository);
            }
            upload.touch();
            return upload;
        }
    }

    /** Forgets an upload and removes its file unless that has been moved away. */
    void end(PendingUpload upload) throws IOException {
        synchronized (open) {
            open.remove(upload.id());
        }
        upload.end();
        Files.deleteIfExists(upload.file());
    }

    private void dropIdle() throws IOException {
        Instant limit = clock.instant().minus(MAX_IDLE);
        List<PendingUpload> idle = new ArrayList<>();
        synchronized (open) {
            open.values().stream().filter(u -> u.lastUse().isBefore(limit)).forEach(idle::add);
        }
        for (PendingUpload upload : idle) {
            end(upload);
        }
    }
}
