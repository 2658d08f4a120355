// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears SIGHUP and notices other contents of the files of a server. It begins before the files are read for the first time;
 * what happens from then on is told as soon as somebody follows.
 */
public final class ConfigWatch implements AutoCloseable {
    /** Time between looks at the files; a new content is taken at the second look that finds it. */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);

    private final Optional<FileWatch> config;
    private final Optional<FileWatch> token;
    private final Duration interval;
    private final Semaphore signals = new Semaphore(0);
    private final HangupSignal hangup;

    private ConfigWatch(Optional<Path> config, Optional<Path> token, Duration interval) {
        this.hangup = HangupSignal.onSignal(this::signal);
        this.config = config.filter(Files::isRegularFile).map(FileWatch::new);
        this.token = token.map(FileWatch::new);
        this.interval = interval;
    }

    /**
     * Begins to watch.
     *
     * @param config the configuration; empty for stdin, which cannot be read again, and neither can a pipe
     * @param token the file with the token that the status is shown for, if there is one
     */
    public static ConfigWatch begin(Optional<Path> config, Optional<Path> token) {
        return new ConfigWatch(config, token, INTERVAL);
    }

    static ConfigWatch begin(Optional<Path> config, Optional<Path> token, Duration interval) {
        return new ConfigWatch(config, token, interval);
    }

    /** A signal has come: the files are read again, changed or not. Many at once count as one. */
    void signal() {
        signals.release();
    }

    /**
     * Tells about changes from now on, those since the begin included.
     *
     * @param reload reads the configuration; called on one thread, never twice at once
     * @param readToken reads the token, on the same thread
     */
    public Following follow(Runnable reload, Runnable readToken) {
        Following following = new Following(reload, readToken);
        following.thread.start();
        return following;
    }

    /** The signal does again what it did before. */
    @Override
    public void close() {
        hangup.close();
    }

    /** Somebody who is told, until it is closed; nothing is told any more when that returns. */
    public final class Following implements AutoCloseable {
        private final Runnable reload;
        private final Runnable readToken;
        private final Thread thread;
        private volatile boolean ended;

        private Following(Runnable reload, Runnable readToken) {
            this.reload = reload;
            this.readToken = readToken;
            this.thread = Thread.ofPlatform().daemon().name("reload").unstarted(this::run);
        }

        private void run() {
            try {
                while (!ended) {
                    boolean asked = signals.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS);
                    if (asked) {
                        signals.drainPermits();
                    }
                    look(asked, token, readToken);
                    look(asked, config, reload);
                    if (asked && config.isEmpty()) {
                        LOG.warn(
                                "Configuration not reloaded: it was read from stdin or a pipe, start the server with a file");
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // by close()
            }
        }

        private static void look(boolean asked, Optional<FileWatch> file, Runnable read) {
            if (file.isEmpty()) {
                return;
            }
            if (asked) {
                file.get().reset();
            }
            if (asked || file.get().isChanged()) {
                read.run();
            }
        }

        @Override
        public void close() {
            ended = true;
            thread.interrupt();
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
