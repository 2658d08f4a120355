// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.testing.BackgroundCall;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The state in a database of PostgreSQL. */
class PostgresStateTest extends StateStoreContract {
    private static PostgresCluster cluster;

    private final ManualTime time = new ManualTime();
    private String database = "";

    @BeforeAll
    static void start() throws IOException {
        cluster = PostgresCluster.shared();
    }

    @BeforeEach
    @Override
    void begin() throws IOException {
        database = cluster.database();
        super.begin();
    }

    private Database database() throws IOException {
        return Database.of(cluster.url(database), DatabaseLogin.NONE, Path.of("/"));
    }

    @Override
    protected StateStore open() throws IOException {
        return SqlState.open(database(), time, time);
    }

    @Test
    @DisplayName("docs/regsync-state: the views are for people, with times as times")
    void views() throws IOException {
        store.settle(store.intend(run, copy(Optional.empty(), A), T1), true);
        store.endRun(run, true, T2);

        assertThat(cluster.query(database, "select id, command, began, ended, outcome from regsync_runs"))
                .isEqualTo(run + "|once|2026-11-21 12:00:00.123+00|2026-11-21 14:00:00.123+00|failed\n");
        assertThat(cluster.query(
                        database,
                        "select at, command, kind, repository, tag, from_digest, to_digest, source, outcome "
                                + "from regsync_history"))
                .isEqualTo(
                        "2026-11-21 13:00:00.123+00|once|copy|" + TARGET + "|latest||" + A + "|" + SOURCE + "|done\n");
    }

    @Test
    @DisplayName("docs/server.md, \"Upgrade\": who ran an entry before the tables were changed is known after it")
    void olderSchema() throws IOException {
        cluster.query(
                database,
                "drop view regsync_leases; drop table regsync_lease; create table regsync_lease (entry text primary key, "
                        + "source text not null, target text not null, action text not null, holder text not null, "
                        + "token bigint not null, expires timestamptz not null, started timestamptz not null, "
                        + "finished timestamptz); create view regsync_leases as select holder from regsync_lease; "
                        + "insert into regsync_lease values ('key', 'a', 'b', 'copy', 'old', 7, now(), now(), now()); "
                        + OLDER_HOLDS + "update regsync_schema set version = 2");

        try (StateStore state = open()) {
            assertThat(state.entryRuns(Set.of("key"), time.now()))
                    .containsExactly(new EntryRun(
                            "key",
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        }
        assertThat(cluster.query(database, "select holder, token, last_holder, errors from regsync_leases"))
                .isEqualTo("old|7||\n");
    }

    @Test
    @DisplayName(
            "docs/server.md, \"Backup\": a copy of before leases, brought back over newer tables, can be upgraded again")
    void broughtBack() throws IOException {
        cluster.query(database, OLDER_HOLDS + "update regsync_schema set version = 1");
        try (StateStore state = open()) {
            assertThat(state.entryRuns(Set.of("key"), time.now())).isEmpty();
        }
        assertThat(cluster.query(database, "select version from regsync_schema"))
                .isEqualTo("3\n");
    }

    @Test
    @DisplayName("a connection that the server cuts because it was idle is made anew")
    void idleForLong() throws Exception {
        store.close();
        cluster.query(database, "alter database \"" + database + "\" set idle_session_timeout = '100ms'");
        try (StateStore state = open()) {
            long run = state.beginRun("once", time.now());
            BackgroundCall.await(() -> cluster.query(
                            database,
                            "select count(*) from pg_stat_activity where datname = current_database() "
                                    + "and pid <> pg_backend_pid()")
                    .strip()
                    .equals("0"));
            state.endRun(run, false, time.now());
        }
        assertThat(cluster.query(database, "select outcome from regsync_runs where ended is not null"))
                .isEqualTo("ok\n");
    }

    @Test
    @DisplayName("an old program refuses a newer schema with one line")
    void newerSchema() throws IOException {
        cluster.query(database, "update regsync_schema set version = 4");

        assertThatThrownBy(this::open)
                .hasMessage("state " + cluster.plainUrl(database)
                        + ": a newer regsync made it, schema 4 where this one knows 3; use that one, or another state");
    }

    @Test
    @DisplayName("user and password may stand beside the URL; a wrong one is one line without it")
    void login() throws IOException {
        DatabaseLogin right = new DatabaseLogin(PostgresCluster.USER, PostgresCluster.PASSWORD);
        Database beside = Database.of(cluster.plainUrl(database), right, Path.of("/"));
        try (SqlState same = SqlState.open(beside, time, time)) {
            assertThat(same.held()).isEmpty();
        }
        DatabaseLogin wrong = new DatabaseLogin(PostgresCluster.USER, "not-the-password");
        Database refused = Database.of(cluster.plainUrl(database), wrong, Path.of("/"));
        assertThatThrownBy(() -> SqlState.open(refused, time, time))
                .hasMessage("state " + cluster.plainUrl(database)
                        + ": open: FATAL: password authentication failed for user \"regsync\"");
    }

    @Test
    @DisplayName("a database that nobody wrote to has nothing to read, and gets no tables by that")
    void readers() throws IOException {
        String empty = cluster.database();
        Database none = Database.of(cluster.url(empty), DatabaseLogin.NONE, Path.of("/"));

        assertThat(SqlState.read(none, time)).isEmpty();
        assertThat(SqlState.edit(none, time)).isEmpty();
        assertThat(cluster.query(empty, "select count(*) from pg_tables where schemaname = 'public'"))
                .isEqualTo("0\n");
    }
}
