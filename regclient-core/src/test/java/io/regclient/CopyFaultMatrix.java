// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.testing.FaultProxy.Kind;
import io.regclient.testing.FaultProxy.Position;
import io.regclient.testing.FaultProxy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What can go wrong with each request of a copy. */
final class CopyFaultMatrix {
    private static final List<Kind> BREAKS = List.of(Kind.RESET, Kind.STALL, Kind.TRUNCATE);
    private static final int[] STATUSES = {429, 500, 503};

    private CopyFaultMatrix() {}

    /** How the target gets layers. */
    enum Upload {
        WHOLE,
        CHUNKS
    }

    /** Where the bytes of a request and its answer are. */
    enum Content {
        NONE,
        IN_REQUEST,
        IN_ANSWER
    }

    /**
     * A kind of request.
     *
     * @param atSource which of the two registries
     * @param request regular expression for method and target
     * @param upload the way of uploading that makes such requests
     * @param layer its content is a layer or a part of one
     * @param login only made where tokens are asked for
     */
    record Traffic(
            String name,
            boolean atSource,
            String request,
            Content content,
            Upload upload,
            boolean layer,
            boolean login) {
        static Traffic source(String name, String request, Content content) {
            return new Traffic(name, true, request, content, Upload.WHOLE, false, false);
        }

        static Traffic target(String name, String request, Content content) {
            return new Traffic(name, false, request, content, Upload.WHOLE, false, false);
        }

        Traffic ofLayer() {
            return new Traffic(name, atSource, request, content, upload, true, login);
        }

        Traffic inChunks() {
            return new Traffic(name, atSource, request, content, Upload.CHUNKS, layer, login);
        }

        Traffic ofLogin() {
            return new Traffic(name, atSource, request, content, upload, layer, true);
        }
    }

    /**
     * Requests of a copy onto a tag that has another image; {@code INDEX}, {@code LAYER} and {@code CONFIG} stand for
     * digests of the image.
     */
    static final List<Traffic> TRAFFIC = List.of(
            Traffic.source("HEAD of the tag", "^HEAD .*/manifests/v1 ", Content.NONE),
            Traffic.source("GET of the index", "^GET .*/manifests/sha256:INDEX", Content.IN_ANSWER),
            Traffic.source("GET of a manifest", "^GET .*/manifests/sha256:(?!INDEX)", Content.IN_ANSWER),
            Traffic.source("GET of a config", "^GET .*/blobs/sha256:CONFIG", Content.IN_ANSWER),
            Traffic.source("GET of a layer", "^GET .*/blobs/sha256:LAYER", Content.IN_ANSWER)
                    .ofLayer(),
            Traffic.target("HEAD of the tag", "^HEAD .*/manifests/v1 ", Content.NONE),
            Traffic.target("HEAD of a manifest", "^HEAD .*/manifests/sha256:", Content.NONE),
            Traffic.target("HEAD of a blob", "^HEAD .*/blobs/", Content.NONE),
            Traffic.target("POST of an upload", "^POST .*/blobs/uploads/", Content.NONE),
            Traffic.target("PUT of a layer", "^PUT .*/blobs/uploads/.*LAYER", Content.IN_REQUEST)
                    .ofLayer(),
            Traffic.target("PATCH of a chunk", "^PATCH .*/blobs/uploads/", Content.IN_REQUEST)
                    .ofLayer()
                    .inChunks(),
            Traffic.target("PUT after the chunks", "^PUT .*/blobs/uploads/.*LAYER", Content.NONE)
                    .inChunks(),
            Traffic.target("PUT of a manifest", "^PUT .*/manifests/sha256:", Content.IN_REQUEST),
            Traffic.target("PUT of the tag", "^PUT .*/manifests/v1 ", Content.IN_REQUEST),
            Traffic.source("challenge", "^refused ", Content.NONE).ofLogin(),
            Traffic.source("GET of a token", "^GET /token", Content.IN_ANSWER).ofLogin(),
            Traffic.target("challenge", "^refused ", Content.NONE).ofLogin(),
            Traffic.target("GET of a token", "^GET /token", Content.IN_ANSWER).ofLogin());

    /** One run. */
    record Fault(Traffic traffic, Kind kind, Position position, int status, boolean inAnswer) {
        Fault(Traffic traffic, Kind kind, Position position) {
            this(traffic, kind, position, 0, false);
        }

        Fault answered() {
            return new Fault(traffic, kind, position, status, true);
        }

        Rule rule(String request, int times) {
            return new Rule(request, kind, position, status, times, inAnswer);
        }

        /** A layer is under way when the fault comes. */
        boolean isInLayer() {
            return traffic.layer() && !inAnswer;
        }

        boolean needsLogin() {
            return traffic.login() || kind == Kind.EXPIRE;
        }

        @Override
        public String toString() {
            String what = kind == Kind.STATUS ? "answer " + status : kind.toString();
            return what + " at the " + position + " byte of " + (inAnswer ? "the answer to " : "")
                    + (traffic.atSource() ? "the source's " : "the target's ") + traffic.name();
        }
    }

    /** Faults that come once. */
    static Stream<Fault> passing() {
        List<Fault> faults = new ArrayList<>();
        for (Traffic traffic : TRAFFIC) {
            for (Position position : Position.values()) {
                BREAKS.forEach(kind -> faults.add(new Fault(traffic, kind, position)));
                if (!traffic.login()) {
                    faults.add(new Fault(traffic, Kind.EXPIRE, position));
                }
                if (traffic.content() != Content.NONE && !isInToken(traffic, position)) {
                    faults.add(new Fault(traffic, Kind.CORRUPT, position));
                }
                if (traffic.content() == Content.IN_REQUEST || position == Position.FIRST) {
                    for (int status : STATUSES) {
                        faults.add(new Fault(traffic, Kind.STATUS, position, status, false));
                    }
                }
                if (traffic.content() == Content.IN_REQUEST) {
                    BREAKS.forEach(kind -> faults.add(new Fault(traffic, kind, position).answered()));
                    faults.add(new Fault(traffic, Kind.EXPIRE, position).answered());
                }
            }
            if (traffic.content() == Content.IN_REQUEST) {
                faults.add(new Fault(traffic, Kind.STATUS, Position.FIRST, 503, true));
            }
        }
        return faults.stream();
    }

    /** A changed token is a wrong one, and a wrong one that is good for its scopes is a denial (AU-13). */
    private static boolean isInToken(Traffic traffic, Position position) {
        return traffic.login() && position == Position.MIDDLE;
    }

    /** Faults that stay and make the copy impossible. */
    static Stream<Fault> lasting() {
        List<Fault> faults = new ArrayList<>();
        for (Traffic traffic : TRAFFIC) {
            Traffic all = traffic.name().equals("PUT of a layer") ? everyUpload(traffic) : traffic;
            if (!isDoneAllTheSame(traffic)) {
                faults.add(new Fault(all, Kind.RESET, Position.FIRST));
                faults.add(new Fault(all, Kind.STALL, Position.MIDDLE));
                faults.add(new Fault(all, Kind.TRUNCATE, Position.LAST));
            }
            if (!savesWork(traffic)) {
                for (int status : new int[] {403, 429, 503}) {
                    faults.add(new Fault(all, Kind.STATUS, Position.FIRST, status, false));
                }
                if (!traffic.login()) {
                    faults.add(new Fault(all, Kind.EXPIRE, Position.FIRST));
                }
            }
            if (mustBeIntact(traffic)) {
                faults.add(new Fault(all, Kind.CORRUPT, Position.MIDDLE));
            }
        }
        return faults.stream();
    }

    /** Faults that stay and do no harm. */
    static Stream<Fault> harmless() {
        return TRAFFIC.stream()
                .filter(CopyFaultMatrix::savesWork)
                .flatMap(traffic -> Stream.of(429, 503)
                        .map(status -> new Fault(traffic, Kind.STATUS, Position.FIRST, status, false)));
    }

    /** What a target holds is only asked to save work: a registry that fails to tell gets everything. */
    private static boolean savesWork(Traffic traffic) {
        return !traffic.atSource() && traffic.name().startsWith("HEAD of ");
    }

    /** The answer gets lost, but a look at the target shows that the blob is there. */
    private static boolean isDoneAllTheSame(Traffic traffic) {
        return traffic.name().equals("PUT after the chunks");
    }

    /** What is sent in one request is sent in chunks when that fails. */
    private static Traffic everyUpload(Traffic traffic) {
        return new Traffic(
                "uploads", false, "^(PUT|PATCH) .*/blobs/uploads/", traffic.content(), Upload.WHOLE, true, false);
    }

    /** A registry cannot know that the content of a tag was changed on its way, nor a client that a token was. */
    private static boolean mustBeIntact(Traffic traffic) {
        return traffic.content() != Content.NONE
                && !traffic.login()
                && !traffic.name().equals("PUT of the tag");
    }
}
