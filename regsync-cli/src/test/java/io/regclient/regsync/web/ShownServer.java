// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import io.regclient.copy.CopyResult;
import io.regclient.copy.CopyTally;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.observe.HostLimits;
import io.regclient.observe.RequestEvent;
import io.regclient.observe.RequestKind;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.plan.SyncDecision;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.schema.Configs;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.state.Hold;
import io.regclient.regsync.state.ImageAt;
import io.regclient.regsync.state.LedgerRow;
import io.regclient.regsync.state.MemoryState;
import io.regclient.regsync.state.Move;
import io.regclient.regsync.status.EntryStates;
import io.regclient.regsync.status.HostStates;
import io.regclient.regsync.status.StateView;
import io.regclient.regsync.status.StatusBoard;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A server that shows a status, as it may be after a while, or one of hostile texts. */
final class ShownServer implements AutoCloseable {
    private static final String MIRROR = "mirror.example.org";

    private final ManualTime time = new ManualTime(Instant.parse("2026-11-30T08:00:00Z"));
    private final EntryStates entries = new EntryStates(time);
    private final HostStates hosts = new HostStates();
    private final StatusBoard board = new StatusBoard("v1.0.0", time, entries, hosts);
    private final MemoryState state = new MemoryState();
    private final WebServer server;

    private ShownServer() throws RegistryException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = WebServer.start(new WebServer.Access(address, List.of(), Optional.empty()), board);
    }

    String url() {
        return server.url();
    }

    /** A server in the middle of an ordinary day. */
    static ShownServer ordinary() throws IOException {
        ShownServer shown = new ShownServer();
        List<SyncEntry> all = Configs.load("""
                defaults: {interval: 1h}
                sync:
                  - {source: alpine, target: mirror.example.org/library/alpine, type: repository, interval: 30m}
                  - {source: debian, target: mirror.example.org/library/debian, type: repository}
                  - {source: 'ghcr.io/team/billing', target: mirror.example.org/team/billing, type: repository}
                  - {source: 'quay.io/prometheus/node-exporter:v1.9.1', target: 'mirror.example.org/monitoring/node-exporter:v1.9.1', type: image, schedule: '0 3 * * *'}
                  - {source: registry.example.net, target: mirror.example.org/net, type: registry, interval: 6h}
                  - {source: 'busybox:latest', target: 'ocidir:///srv/archive/busybox:latest', type: image}
                """).entries();
        shown.entries.loaded(all);
        for (SyncEntry entry : all) {
            shown.run(entry, SyncAction.MISSING, Duration.ofSeconds(3), 1);
        }
        shown.time.advance(Duration.ofMinutes(118));
        shown.run(all.get(0), SyncAction.COPY, Duration.ofSeconds(12), 2);
        shown.hold(all.get(1));
        shown.fail(
                all.get(2),
                "sync ghcr.io/team/billing to mirror.example.org/team/billing: failed to list tags of ghcr.io/team/billing: "
                        + "request failed: unauthorized, check the login of ghcr.io (GET "
                        + "https://ghcr.io/v2/team/billing/tags/list, status 401)");
        shown.run(all.get(5), SyncAction.COPY, Duration.ofMillis(640), 1);
        shown.entries.started(all.get(4), SyncAction.COPY);
        shown.time.advance(Duration.ofSeconds(95));
        shown.remember();
        shown.requests("docker.io", 412, 2, 87);
        shown.requests("ghcr.io", 38, 0, -1);
        shown.requests(MIRROR, 655, 0, -1);
        return shown;
    }

    /** A server whose entries, errors and hosts are called so. */
    static ShownServer of(List<String> texts) throws IOException {
        ShownServer shown = new ShownServer();
        StringBuilder yaml = new StringBuilder("sync:\n");
        for (String text : texts) {
            String quoted = text.replace("\\", "\\\\")
                    .replace("\"", "\\\"")
                    .replace("\r", "\\r")
                    .replace("\n", "\\n")
                    .replace("\u0000", "\\0")
                    .replace("\u001b", "\\e");
            yaml.append("  - {source: \"")
                    .append(quoted)
                    .append("\", target: \"")
                    .append(quoted);
            yaml.append("\", type: image, interval: 1h}\n");
        }
        List<SyncEntry> all = Configs.load(yaml.toString()).entries();
        shown.entries.loaded(all);
        for (int i = 0; i < all.size(); i++) {
            shown.fail(all.get(i), texts.get(i));
            shown.requests(texts.get(i), 3, 1, 2);
        }
        shown.entries.notLoaded(RegistryException.of(ErrorKind.PARSING_FAILED, texts.getFirst()));
        return shown;
    }

    private static Digest digest(String seed) {
        return Digest.sha256(seed.getBytes(StandardCharsets.UTF_8));
    }

    private static SyncTask task(SyncEntry entry, String tag) throws IOException {
        String target = entry.type().equals("image") ? entry.target() : entry.target() + ":" + tag;
        String source = entry.type().equals("image") ? entry.source() : entry.source() + ":" + tag;
        return new SyncTask(entry, Ref.parse(source), Ref.parse(target), SyncAction.COPY);
    }

    private void run(SyncEntry entry, SyncAction action, Duration takes, int copied) throws IOException {
        entries.started(entry, action);
        for (int i = 0; i < copied; i++) {
            SyncTask task = task(entry, "3." + (21 + i));
            CopyTally blobs = new CopyTally(4, 3, 2);
            CopyTally bytes = new CopyTally(48_200_000, 31_000_000, 0);
            entries.copied(task, new CopyResult(task.target(), digest(task.target() + ""), 3, 0, blobs, bytes));
        }
        for (int i = 0; i < (entry.type().equals("image") ? 0 : 14); i++) {
            entries.decided(task(entry, "3." + i), upToDate(task(entry, "3." + i)));
        }
        time.advance(takes);
        entries.ended(entry);
    }

    private static SyncDecision.Settled upToDate(SyncTask task) {
        return new SyncDecision.UpToDate(task.source(), task.target(), digest("x"), Optional.empty());
    }

    private void hold(SyncEntry entry) throws IOException {
        entries.started(entry, SyncAction.COPY);
        for (String tag : List.of("trixie-20261124", "bookworm-20261124")) {
            SyncTask task = task(entry, tag);
            entries.decided(
                    task,
                    new SyncDecision.Held(
                            task.source(),
                            task.target(),
                            digest(tag),
                            Optional.empty(),
                            "seen for the first time 26h ago, minAge is 72h",
                            Optional.of(time.now().plus(Duration.ofHours(46)))));
        }
        for (int i = 0; i < 31; i++) {
            entries.decided(task(entry, "old" + i), upToDate(task(entry, "old" + i)));
        }
        time.advance(Duration.ofSeconds(7));
        entries.ended(entry);
    }

    private void fail(SyncEntry entry, String error) {
        entries.started(entry, SyncAction.COPY);
        time.advance(Duration.ofMillis(810));
        entries.failed(entry, RegistryException.of(ErrorKind.UNAVAILABLE, error));
        entries.ended(entry);
    }

    private void remember() throws IOException {
        long run = state.beginRun("server", time.now());
        Instant now = time.now();
        for (String tag : List.of("trixie-20261124", "bookworm-20261124")) {
            ImageAt image = new ImageAt(MIRROR + "/library/debian", new Tag(tag), digest(tag));
            state.hold(
                    run,
                    new Hold(
                            image,
                            "registry-1.docker.io/library/debian",
                            Hold.Reason.MIN_AGE,
                            now.minus(Duration.ofHours(26)),
                            Optional.of(now.plus(Duration.ofHours(46))),
                            Optional.empty()));
        }
        move(run, Move.Kind.DELETE, "team/billing", "pr-1182", "b", "", Duration.ofHours(3));
        move(run, Move.Kind.COPY, "library/alpine", "3.21", "", "c", Duration.ofMinutes(95));
        move(run, Move.Kind.ROLLBACK, "net/web", "stable", "d", "e", Duration.ofMinutes(40));
        move(run, Move.Kind.COPY, "library/alpine", "3.22", "f", "g", Duration.ofMinutes(2));
        board.remembers(Optional.of(new StateView(() -> Optional.of(state), Set::of, time)));
    }

    private void move(long run, Move.Kind kind, String repository, String tag, String from, String to, Duration ago)
            throws IOException {
        Optional<Digest> before = from.isEmpty() ? Optional.empty() : Optional.of(digest(from));
        Optional<Digest> after = to.isEmpty() ? Optional.empty() : Optional.of(digest(to));
        Move move = new Move(kind, MIRROR + "/" + repository, new Tag(tag), before, after, Optional.empty());
        state.settle(state.intend(run, move, time.now().minus(ago)), LedgerRow.End.DONE);
    }

    private void requests(String host, int count, int refused, long remaining) {
        for (int i = 0; i < count; i++) {
            hosts.ended(new RequestEvent(
                    host,
                    "GET",
                    RequestKind.MANIFEST,
                    i < refused ? 1 : 0,
                    OptionalInt.of(i < refused ? 429 : 200),
                    new RequestEvent.Bytes(0, 310_000),
                    Duration.ofMillis(80),
                    Duration.ofMillis(90)));
        }
        hosts.told(new HostLimits(host, 6, remaining < 0 ? OptionalLong.empty() : OptionalLong.of(remaining)));
    }

    @Override
    public void close() {
        server.close();
        board.remembers(Optional.empty());
    }
}
