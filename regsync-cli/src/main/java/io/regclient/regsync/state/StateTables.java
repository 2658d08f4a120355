// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The tables and views of a state, and the steps that made them what they are. A step that was released never changes: a
 * change is a further step. Only the views are for people; see docs/regsync-state.md.
 */
final class StateTables {
    private static final String VERSION_TABLE = "regsync_schema";

    /** Made in one step with the version; a state that has it alone was damaged. */
    private static final String FIRST_TABLE = "regsync_run";

    private static final int LOST = -1;

    /**
     * In order; the first one makes version 1. Tables that need not survive are made anew: a copy of an older state that is
     * brought back over a newer one leaves those in place that it does not know.
     *
     * <p> {@code {id}} and {@code {time COLUMN}} are the database's own words. */
    private static final List<String> STEPS = List.of("""
            create table regsync_run (
                id {id},
                token text not null unique,
                command text not null,
                began bigint not null,
                ended bigint,
                failed integer);

            create table regsync_sighting (
                repository text not null,
                tag text not null,
                digest text not null,
                since bigint not null,
                primary key (repository, tag));

            create table regsync_first_sight (
                repository text not null,
                tag text not null,
                digest text not null,
                at bigint not null,
                primary key (repository, tag, digest));

            create table regsync_move (
                id {id},
                token text not null unique,
                run bigint not null,
                at bigint not null,
                kind text not null,
                repository text not null,
                tag text not null,
                from_digest text,
                to_digest text,
                source text,
                outcome text not null);
            create index regsync_move_of_tag on regsync_move (repository, tag, id);
            create index regsync_move_open on regsync_move (repository, id) where outcome = 'open';

            create table regsync_hold (
                repository text not null,
                tag text not null,
                digest text not null,
                source text not null,
                reason text not null,
                run bigint not null,
                since bigint not null,
                until bigint,
                released bigint,
                primary key (repository, tag, digest));

            create table regsync_absence (
                source text not null,
                target text not null,
                tag text not null,
                since bigint not null,
                runs integer not null,
                last_run bigint not null,
                primary key (source, target, tag));

            create table regsync_created (
                digest text primary key,
                at bigint not null);

            create view regsync_runs as
                select id, command, {time began} as began, {time ended} as ended,
                    case failed when 0 then 'ok' when 1 then 'failed' end as outcome
                from regsync_run;

            create view regsync_history as
                select m.id, {time m.at} as at, m.run, r.command, m.kind, m.repository, m.tag,
                    m.from_digest, m.to_digest, m.source, m.outcome
                from regsync_move m left join regsync_run r on r.id = m.run;

            create view regsync_seen as
                select repository, tag, digest, {time since} as since from regsync_sighting;

            create view regsync_held as
                select repository, tag, digest, source, reason, {time since} as since, {time until} as until
                from regsync_hold where released is null;

            create view regsync_absent as
                select source, target, tag, {time since} as since, runs from regsync_absence;
            """, """
            drop view if exists regsync_leases;
            drop table if exists regsync_lease;
            drop table if exists regsync_instance;

            create table regsync_lease (
                entry text primary key,
                source text not null,
                target text not null,
                action text not null,
                holder text not null,
                token bigint not null,
                expires timestamptz not null,
                started timestamptz not null,
                finished timestamptz);

            create table regsync_instance (
                id text primary key,
                expires timestamptz not null);

            create view regsync_leases as
                select source, target, action, holder, token, started, finished, expires from regsync_lease;
            """, """
            alter table regsync_lease add column known timestamptz;
            alter table regsync_lease add column last_holder text;
            alter table regsync_lease add column last_began timestamptz;
            alter table regsync_lease add column last_ended timestamptz;
            alter table regsync_lease add column succeeded timestamptz;
            alter table regsync_lease add column fresh timestamptz;
            alter table regsync_lease add column images_current bigint;
            alter table regsync_lease add column images_copied bigint;
            alter table regsync_lease add column images_held bigint;
            alter table regsync_lease add column errors bigint;
            alter table regsync_lease add column first_errors text;

            alter table regsync_hold add column detail text;
            alter table regsync_hold add column passed bigint;

            drop view regsync_held;
            create view regsync_held as
                select repository, tag, digest, source, reason, {time since} as since, {time until} as until, detail
                from regsync_hold where released is null;

            drop view regsync_leases;
            create view regsync_leases as
                select source, target, action, holder, token, started, finished, expires, last_holder, last_ended,
                    succeeded, fresh, errors, first_errors
                from regsync_lease;
            """);

    private StateTables() {}

    /** The version this program knows. */
    static int known() {
        return STEPS.size();
    }

    /** Makes what is not there yet; what a newer program made is refused. */
    static void prepare(Session session) throws IOException {
        if (version(session) == known()) {
            return;
        }
        session.write("make the tables", statements -> {
            lock(session.database(), statements);
            int version = version(session.database(), statements);
            if (version == 0) {
                statements.script("create table if not exists " + VERSION_TABLE + " (version integer not null);"
                        + "delete from " + VERSION_TABLE + ";"
                        + "insert into " + VERSION_TABLE + " (version) values (0)");
            }
            for (String step : STEPS.subList(Math.min(version, known()), known())) {
                statements.script(inWordsOf(session.database(), step));
            }
            if (version < known()) {
                statements.change("update " + VERSION_TABLE + " set version = ?", known());
            }
            return version;
        });
        version(session);
    }

    /**
     * Looks whether there is something to read.
     *
     * @return false when nothing was ever written
     */
    static boolean isThere(Session session) throws IOException {
        int version = version(session);
        if (version > 0 && version < known()) {
            throw RegistryException.of(
                    ErrorKind.LOCAL_IO,
                    "state " + session.database().name() + ": an older regsync made it; the next run of once or server "
                            + "brings it up to date");
        }
        return version > 0;
    }

    private static int version(Session session) throws IOException {
        int version = session.read("open", statements -> version(session.database(), statements));
        if (version == LOST) {
            throw RegistryException.of(
                    ErrorKind.LOCAL_IO,
                    "state " + session.database().name() + ": the version in its table " + VERSION_TABLE
                            + " is lost; bring back a copy of the state, or begin with an empty one");
        }
        if (version > known()) {
            throw RegistryException.of(
                    ErrorKind.LOCAL_IO,
                    "state " + session.database().name() + ": a newer regsync made it, schema " + version
                            + " where this one knows " + known() + "; use that one, or another state");
        }
        return version;
    }

    private static int version(Database database, Statements statements) throws SQLException, IOException {
        // In this order: another process may make both tables between the two questions.
        boolean made = statements
                .one(row -> row.getInt(1), database.tableExists(), FIRST_TABLE)
                .isPresent();
        Optional<Integer> table = statements.one(row -> row.getInt(1), database.tableExists(), VERSION_TABLE);
        Optional<Integer> version =
                table.isEmpty() ? table : statements.one(row -> row.getInt(1), "select version from " + VERSION_TABLE);
        return version.orElse(made ? LOST : 0);
    }

    /** Lets one process at a time go on, until the end of the transaction. */
    static void lock(Database database, Statements statements) throws SQLException {
        try (java.sql.Statement statement = statements.connection().createStatement()) {
            database.lockTables(statement);
        }
    }

    private static String inWordsOf(Database database, String step) {
        StringBuilder sql = new StringBuilder();
        int done = 0;
        for (int begin = step.indexOf('{'); begin >= 0; begin = step.indexOf('{', done)) {
            int end = step.indexOf('}', begin);
            String word = step.substring(begin + 1, end);
            sql.append(step, done, begin)
                    .append(word.equals("id") ? database.idColumn() : database.time(word.substring("time ".length())));
            done = end + 1;
        }
        return sql.append(step, done, step.length()).toString();
    }
}
