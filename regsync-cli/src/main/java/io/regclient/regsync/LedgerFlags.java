// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regsync.plan.KnownTargets;
import io.regclient.regsync.plan.KnownTargets.Place;
import io.regclient.regsync.plan.RepositoryNames;
import io.regclient.regsync.schema.RegsyncConfig;
import io.regclient.regsync.state.Database;
import io.regclient.regsync.state.EmptyState;
import io.regclient.regsync.state.SqlState;
import io.regclient.regsync.state.StateStore;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the commands about the state have in common: the configuration, its state, and the references people write. */
final class LedgerFlags {
    /** Of the documents these commands print. */
    private static final long DOCUMENT_VERSION = 1;

    private static final String GAP = "  ";

    private final ConfigSource source;

    LedgerFlags(FlagSet flags) {
        source = new ConfigSource(flags);
    }

    /**
     * The loaded configuration.
     *
     * @param config what the file says
     * @param database where its state is
     * @param names of its repositories
     */
    record Known(RegsyncConfig config, Database database, RepositoryNames names) {
        /** The target that a text means. */
        Place find(String text) throws RegistryException {
            return new KnownTargets(config.entries(), names).find(text);
        }

        /** The target that a text means, with a tag. */
        Place findTag(String text) throws RegistryException {
            Place place = find(text);
            if (place.target().tag().isEmpty()) {
                throw RegistryException.of(
                        ErrorKind.MISSING_TAG,
                        "a tag is needed behind the repository, for example "
                                + place.target().commonName() + ":latest");
            }
            return place;
        }

        /** What was written to the state. */
        StateStore read() throws IOException {
            return orEmpty(SqlState.read(database, Ticker.system()));
        }

        /** The same, to change it. */
        StateStore edit() throws IOException {
            return orEmpty(SqlState.edit(database, Ticker.system()));
        }

        private static StateStore orEmpty(Optional<SqlState> state) {
            return state.isPresent() ? state.get() : new EmptyState();
        }

        /** Opens the state and records a run. */
        RunMemory record(String command) throws IOException {
            return RunMemory.recording(database, command, names);
        }

        RegClient client(Invocation invocation) {
            return ConfiguredClient.open(config, invocation.environment(), false);
        }
    }

    Known load(Invocation invocation) throws IOException {
        RegsyncConfig config = source.load(invocation).config();
        Database database = StateSource.of(config, source.path(invocation), invocation);
        return new Known(
                config,
                database,
                new RepositoryNames(config.hosts(), invocation.environment().workingDirectory()));
    }

    /** A document with a list. */
    static String json(String key, List<Map<String, @Nullable Object>> list) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("version", DOCUMENT_VERSION);
        document.put(key, list);
        return JsonWriter.write(document, JsonStyle.PRETTY) + "\n";
    }

    /** Rows below their headings, each column as wide as its longest text. */
    static String table(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i))
                        .append(" ".repeat(widths[i] - row.get(i).length()))
                        .append(GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
