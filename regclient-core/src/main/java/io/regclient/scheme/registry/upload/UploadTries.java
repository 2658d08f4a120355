// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

/**
 * How often one blob is sent to a registry: the only place that counts. The numbers hold for all sessions of the blob
 * together, so they add up instead of multiplying (docs/architecture.md, "Who repeats what").
 */
final class UploadTries {
    /** Repetitions of the one request with everything in it, like those of other requests (RB-5). */
    static final int MAX_REPEATS = 4;

    /** Sessions opened instead of ones that broken connections made useless. */
    static final int MAX_RESTARTS = 4;

    /** The same where no connection broke: what the registry said once it will say again. */
    static final int MAX_RESTARTS_AFTER_ANSWER = 1;

    /** So many recoverable failures of chunks more than successes end the upload. */
    static final int MAX_SETBACKS = 10;

    private int repeats;
    private int restarts;
    private int setbacks;

    /** True when the overloaded registry gets the request once more. */
    boolean repeat() {
        return repeats++ < MAX_REPEATS;
    }

    /** True when the blob gets another session. */
    boolean restart(boolean interrupted) {
        return restarts++ < (interrupted ? MAX_RESTARTS : MAX_RESTARTS_AFTER_ANSWER);
    }

    /** A chunk arrived, which makes up for one that did not. */
    void progress() {
        setbacks = Math.max(0, setbacks - 1);
    }

    /** A chunk did not arrive; true when the upload goes on all the same. */
    boolean setback() {
        return ++setbacks <= MAX_SETBACKS;
    }
}
