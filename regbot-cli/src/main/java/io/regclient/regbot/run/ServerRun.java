// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.run;

import io.regclient.kit.service.Job;
import io.regclient.kit.service.ServiceLoop;
import io.regclient.regbot.config.ScriptEntry;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.KeyValuePair;

/** Runs scripts by their schedules until the thread is interrupted; nothing runs at the start (contract regbot A3). */
public final class ServerRun {
    private final ScriptRunner runner;
    private final ServiceLoop loop;

    public ServerRun(ScriptRunner runner, Ticker ticker, Sleeper sleeper) {
        this.runner = runner;
        this.loop = new ServiceLoop(ticker, sleeper, false, false);
    }

    /**
     * Serves until interrupted.
     *
     * @throws IOException the first failure of any run or schedule; the interrupt that ends the server is none
     */
    public void run(List<ScriptEntry> scripts) throws IOException {
        loop.run(scripts.stream().map(this::job).toList()).throwFirstUnlessCanceled();
    }

    private Job job(ScriptEntry script) {
        return new Job(
                script.name(),
                List.of(new KeyValuePair("name", script.name())),
                List.of(),
                Job.schedule(script.schedule(), script.interval()),
                Optional.empty(),
                failures -> {
                    ScriptThread thread = ScriptThread.start(runner, script);
                    thread.await();
                    thread.failure().ifPresent(failures::add);
                });
    }
}
