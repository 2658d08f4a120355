// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for a new configuration on SIGHUP, and when the file has another content. */
public final class ConfigWatch implements AutoCloseable {
    /** Time between looks at the file; a new content is taken at the second look that finds it. */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);

    private final Runnable reload;
    private final Optional<FileWatch> file;
    private final Duration interval;
    private final Semaphore signals = new Semaphore(0);
    private final Thread thread;
    private volatile boolean ended;

    private ConfigWatch(Optional<Path> path, Duration interval, Runnable reload) {
        this.reload = reload;
        this.interval = interval;
        this.file = path.map(FileWatch::new);
        this.thread = Thread.ofPlatform().daemon().name("reload").unstarted(this::run);
    }

    /**
     * Begins to watch.
     *
     * @param path of the file, empty for stdin, which cannot be read again
     * @param reload is called on one thread, never twice at once
     */
    public static ConfigWatch start(Optional<Path> path, Runnable reload) {
        return start(path, INTERVAL, reload);
    }

    static ConfigWatch start(Optional<Path> path, Duration interval, Runnable reload) {
        ConfigWatch watch = new ConfigWatch(path, interval, reload);
        watch.thread.start();
        return watch;
    }

    /** A signal has come: the configuration is read again, changed or not. Many at once count as one. */
    public void signal() {
        signals.release();
    }

    private void run() {
        try (HangupSignal _ = HangupSignal.onSignal(this::signal)) {
            while (!ended) {
                boolean asked = signals.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS);
                if (asked) {
                    signals.drainPermits();
                }
                look(asked);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by close()
        }
    }

    private void look(boolean asked) {
        if (file.isEmpty()) {
            if (asked) {
                LOG.warn("Configuration not reloaded: it was read from stdin, start the server with a file");
            }
            return;
        }
        if (asked) {
            file.get().reset();
        }
        if (asked || file.get().isChanged()) {
            reload.run();
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
