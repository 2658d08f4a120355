// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.report;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.regsync.report.Step.Circumstances;
import io.regclient.regsync.report.Step.Outcome;
import io.regclient.regsync.report.Step.Result;
import io.regclient.regsync.report.Step.Traffic;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the file of a plan. */
public final class PlanReader {
    /** Bytes of the file. */
    public static final int MAX_BYTES = 64 << 20;

    /** Steps of a plan that can be read again within the limits of {@link Json}. */
    public static final int MAX_STEPS = 30_000;

    private PlanReader() {}

    /**
     * Reads it.
     *
     * @param name what the file is called, for messages
     * @throws RegistryException of kind PARSING_FAILED for what is no plan of this version, or is none that is complete
     */
    public static RunReport read(byte[] content, String name) throws RegistryException {
        JsonObject tree = Json.parseObject(content, name);
        long version = tree.integer("version", 0);
        if (version != RunReport.VERSION || !tree.string("kind").equals(ReportJson.PLAN)) {
            String found = VisibleText.name(tree.string("kind"), 40);
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED,
                    name + ": not a plan of version " + RunReport.VERSION + " but "
                            + (found.isEmpty() ? "something else" : found + " of version " + version));
        }
        if (!tree.bool("complete")) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, name + ": the plan is not complete, make a new one");
        }
        List<EntryReport> entries = new ArrayList<>();
        for (JsonObject entry : tree.objects("entries")) {
            entries.add(entry(entry, name + ": entries[" + entries.size() + "]"));
        }
        return new RunReport(head(tree), true, entries);
    }

    private static RunReport.Head head(JsonObject tree) throws RegistryException {
        return new RunReport.Head(
                ReportJson.PLAN,
                tree.string("program"),
                time(tree, "begun").orElse(Instant.EPOCH),
                time(tree, "ended").orElse(Instant.EPOCH),
                digest(tree, "config").orElseThrow(() -> tree.invalid("config", "it is missing")),
                tree.optionalString("shard"));
    }

    private static EntryReport entry(JsonObject tree, String where) throws RegistryException {
        List<Step> steps = new ArrayList<>();
        for (JsonObject step : tree.objects("steps")) {
            try {
                steps.add(step(step));
            } catch (RegistryException e) {
                throw e.withContext(where + ".steps[" + steps.size() + "] to "
                        + VisibleText.name(VisibleText.withoutLogin(step.string("target")), 300));
            }
        }
        return new EntryReport(
                tree.string("type"),
                tree.string("source"),
                tree.string("target"),
                (int) tree.integer("current", 0),
                steps,
                tree.strings("errors"));
    }

    private static Step step(JsonObject tree) throws RegistryException {
        StepAction action = StepAction.ofWord(tree.string("action"))
                .orElseThrow(() -> tree.invalid("action", "this program does not know it"));
        Outcome outcome = Outcome.ofWord(tree.string("outcome"))
                .filter(word -> word == Outcome.PLANNED || word == Outcome.FAILED)
                .orElseThrow(() -> tree.invalid("outcome", "must be planned or failed"));
        return new Step(
                action,
                tree.optionalString("source"),
                tree.string("target"),
                digest(tree, "sourceDigest"),
                digest(tree, "targetDigest"),
                new Circumstances(
                        tree.optionalString("reason"),
                        time(tree, "until"),
                        tree.optionalString("backup"),
                        tree.optionalString("asks")),
                tree.has("bytes") ? Optional.of(traffic(tree)) : Optional.empty(),
                new Result(outcome, tree.optionalString("error")));
    }

    private static Traffic traffic(JsonObject tree) throws RegistryException {
        return new Traffic(
                tree.integer("blobs", 0),
                tree.integer("bytes", 0),
                tree.integer("mountedBlobs", 0),
                tree.integer("mountedBytes", 0),
                tree.integer("manifests", 0),
                tree.integer("pulls", 0));
    }

    private static Optional<Digest> digest(JsonObject tree, String key) throws RegistryException {
        Optional<String> text = tree.optionalString(key);
        return text.isPresent() ? Optional.of(Digest.parse(text.get())) : Optional.empty();
    }

    private static Optional<Instant> time(JsonObject tree, String key) throws RegistryException {
        Optional<String> text = tree.optionalString(key);
        try {
            return text.map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw tree.invalid(key, "not a time such as 2026-01-31T12:00:00Z");
        }
    }
}
