// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.hook;

import io.regclient.copy.CopyResult;
import io.regclient.digest.Digest;
import io.regclient.error.VisibleText;
import io.regclient.json.JsonWriter;
import io.regclient.ref.Ref;
import io.regclient.regsync.plan.SyncTask;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a hook is told, as JSON: version 1, see {@code docs/schema/regsync-hook-v1.json}. */
final class HookDocument {
    /** Of the format; new members do not change it. */
    private static final long VERSION = 1;

    private final Map<String, Object> tree = new LinkedHashMap<>();

    /**
     * Begins it.
     *
     * @param hook the last word of its key
     * @param action what is done about the tag
     * @param run name of the run
     */
    HookDocument(String hook, String action, String run, Instant time) {
        tree.put("version", VERSION);
        tree.put("hook", hook);
        tree.put("action", action);
        tree.put("run", run);
        tree.put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    /**
     * What it is about.
     *
     * @param source digest of what the source has
     * @param target digest of what the target has before, empty for nothing
     */
    HookDocument about(SyncTask task, Digest source, Optional<Digest> target) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("type", task.entry().type());
        entry.put("source", shown(task.entry().source()));
        entry.put("target", shown(task.entry().target()));
        tree.put("entry", entry);
        tree.put("source", side(task.source(), Optional.of(source)));
        tree.put("target", side(task.target(), target));
        return this;
    }

    private static String shown(String reference) {
        return VisibleText.withoutLogin(reference);
    }

    private static Map<String, Object> side(Ref ref, Optional<Digest> digest) {
        Map<String, Object> side = new LinkedHashMap<>();
        side.put("ref", ref.commonName());
        digest.ifPresent(there -> side.put("digest", there.toString()));
        return side;
    }

    /** What the image is. */
    HookDocument image(HookImage image) {
        tree.put("mediaType", image.mediaType());
        tree.put("platforms", image.platforms());
        return this;
    }

    /** What was copied. */
    HookDocument outcome(CopyResult result) {
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("digest", result.digest().toString());
        outcome.put("manifests", (long) result.manifestsPushed());
        outcome.put("blobs", result.blobs().sent());
        outcome.put("bytes", result.bytes().sent());
        outcome.put("mountedBlobs", result.blobs().mounted());
        outcome.put("mountedBytes", result.bytes().mounted());
        tree.put("outcome", outcome);
        return this;
    }

    /** The document with a line feed at its end. */
    byte[] bytes() {
        byte[] json = JsonWriter.compact(tree);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }
}
