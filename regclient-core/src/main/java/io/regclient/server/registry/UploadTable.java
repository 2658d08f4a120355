// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The open uploads. They end by being finished, cancelled or forgotten: idle ones make room for new ones. */
final class UploadTable {
    static final int MAX_OPEN = 1000;
    static final Duration MAX_IDLE = Duration.ofHours(1);

    private final Staging staging;
    private final InstantSource clock;
    private final Map<String, PendingUpload> open = new LinkedHashMap<>();

    UploadTable(Staging staging, InstantSource clock) {
        this.staging = staging;
        this.clock = clock;
    }

    /**
     * Opens an upload.
     *
     * @throws Refusal with 429 when too many are open
     */
    PendingUpload start(RepositoryName repository, DigestAlgorithm algorithm) throws IOException {
        dropIdle();
        String id = UUID.randomUUID().toString();
        synchronized (open) {
            if (open.size() >= MAX_OPEN) {
                throw Refusal.of(ErrorCode.TOOMANYREQUESTS, MAX_OPEN + " uploads are open, finish or cancel some");
            }
            PendingUpload upload = new PendingUpload(id, repository, staging.newFile(), algorithm, clock.instant());
            open.put(id, upload);
            return upload;
        }
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
            upload.touch(clock.instant());
            return upload;
        }
    }

    /** Forgets an upload and removes its file unless that has been moved away. */
    void end(PendingUpload upload) throws IOException {
        synchronized (open) {
            open.remove(upload.id());
        }
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
