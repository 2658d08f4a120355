// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.run;

import io.regclient.kit.service.Job;
import io.regclient.kit.service.ServiceLoop;
import io.regclient.regbot.config.ScriptEntry;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** Runs scripts by their schedules until the thread is interrupted; nothing runs at the start (contract regbot A3). */
public final class ServerRun {
    private static final Logger LOG = LoggerFactory.getLogger(ServerRun.class);

    private final ScriptRunner runner;
    private final ServiceLoop loop;
    private final Ticker ticker;

    public ServerRun(ScriptRunner runner, Ticker ticker, Sleeper sleeper) {
        this.runner = runner;
        this.ticker = ticker;
        this.loop = new ServiceLoop(ticker, sleeper, false, false);
    }

    /**
     * Serves until interrupted.
     *
     * @throws IOException the first failure of any run or schedule; the interrupt that ends the server is none
     */
    public void run(List<ScriptEntry> scripts) throws IOException {
        List<Job> jobs = scripts.stream().map(this::job).toList();
        jobs.forEach(this::tellNextRun);
        loop.run(jobs).throwFirstUnlessCanceled();
    }

    private void tellNextRun(Job job) {
        job.activations()
                .flatMap(when -> when.schedule().value()) // the loop tells a wrong one when it schedules the script
                .flatMap(schedule -> schedule.next(ticker.now()))
                .ifPresent(time -> LOG.atInfo()
                        .addKeyValue("name", job.name())
                        .addKeyValue("next", time.atZone(ZoneId.systemDefault()).toOffsetDateTime())
                        .log("Next run"));
    }

    private Job job(ScriptEntry script) {
        return new Job(
                script.name(),
                List.of(new KeyValuePair("name", script.name())),
                List.of(),
                script.activations(),
                Optional.empty(),
                failures -> {
                    ScriptThread thread = ScriptThread.start(runner, script);
                    thread.await();
                    thread.failure().ifPresent(failures::add);
                });
    }
}
