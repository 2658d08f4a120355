// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.kit.service.Failures;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.EntryScope;
import io.regclient.regsync.plan.RepositoryNames;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.prune.Pruning;
import io.regclient.regsync.report.PlanReader;
import io.regclient.regsync.report.PlanSteps;
import io.regclient.regsync.report.Recorder;
import io.regclient.regsync.report.ReportJson;
import io.regclient.regsync.report.RunReport;
import io.regclient.regsync.report.Step;
import io.regclient.regsync.report.StepAction;
import io.regclient.regsync.run.OnceRun;
import io.regclient.regsync.run.RunContext;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.state.MemoryState;
import io.regclient.scheme.ListOptions;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.Fault;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a plan names is what apply does, and what a run would have done without either. */
final class PlanAgreement {
    private PlanAgreement() {}

    /** Cases on one registry, which gets slower as it fills. */
    private static final int CASES_PER_REGISTRY = 25;

    private static final List<String> TAGS = List.of("v1", "v2", "1.0.0", "1.1.0", "latest");
    private static final List<SampleImage> IMAGES = images();

    private static List<SampleImage> images() {
        SampleImage signed = ImageFixture.small(3);
        SampleImage signature =
                ImageFixture.artifact("application/sig").subject(signed).build();
        return List.of(
                ImageFixture.small(1),
                ImageFixture.small(2),
                signed.withReferrer(signature),
                ImageFixture.multiPlatform("linux/amd64", "linux/arm64"),
                ImageFixture.multiPlatform("linux/arm64", "linux/s390x"));
    }

    /** A configuration and what the registry has; every target is there twice, below {@code x} and below {@code y}. */
    private static final class Trial {
        private final InProcessRegistry registry;
        private final Random random;
        private final String name;
        private final List<String> entries = new ArrayList<>();

        Trial(InProcessRegistry registry, int seed) {
            this.registry = registry;
            this.random = new Random(seed);
            this.name = "n" + seed;
        }

        private boolean chance(double share) {
            return random.nextDouble() < share;
        }

        private <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        void fill() {
            for (int i = 0; i < 3; i++) {
                for (String tag : TAGS) {
                    if (chance(0.6)) {
                        registry.put(name + "/r" + i, any(IMAGES), tag);
                    }
                    if (chance(0.3)) {
                        SampleImage old = any(IMAGES);
                        registry.put(name + "/x/r" + i, old, tag);
                        registry.put(name + "/y/r" + i, old, tag);
                    }
                }
            }
            if (chance(0.2)) {
                registry.faults().on("*", "/" + name + "/r0/manifests/v1$", new Fault.Status(403));
            }
            int count = 1 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                entries.add(entry());
            }
        }

        private String entry() {
            String host = registry.host() + "/" + name;
            int from = random.nextInt(3);
            int to = random.nextInt(3);
            return switch (random.nextInt(5)) {
                case 0, 1 ->
                    "{type: image, source: '%s/r%d:%s', target: '%s/SIDE/r%d:%s'%s}"
                            .formatted(host, from, any(TAGS), host, to, any(TAGS), options());
                case 2, 3 ->
                    "{type: repository, source: '%s/r%d', target: '%s/SIDE/r%d'%s%s}"
                            .formatted(host, from, host, to, filter() + prune(), options());
                default ->
                    "{type: registry, source: '%s', target: '%s/SIDE/all', repos: {allow: ['%s/r[0-9]']}%s%s}"
                            .formatted(registry.host(), host, name, filter(), options());
            };
        }

        private String filter() {
            return any(List.of(
                    "",
                    "",
                    ", tags: {allow: ['v.*']}",
                    ", tags: {deny: [latest]}",
                    ", tagSets: [{semverRange: ['>=1.0 <1.1']}, {allow: [latest]}]"));
        }

        private String prune() {
            return any(List.of(
                    "",
                    ", prune: {grace: 0s, maxDelete: 100%}",
                    ", prune: {mode: filter, grace: 0s, maxDelete: 100%}"));
        }

        private String options() {
            StringBuilder options = new StringBuilder();
            Map<String, Double> shares = new TreeMap<>(Map.of(
                    ", platform: linux/arm64", 0.15,
                    ", referrers: true", 0.3,
                    ", digestTags: true", 0.2,
                    ", forceRecursive: true", 0.1,
                    ", fastCheck: true", 0.1,
                    ", backup: 'old-{{.Ref.Tag}}'", 0.3,
                    ", immutableTags: ['v1', '1[.].*']", 0.2,
                    ", mediaTypes: ['application/vnd.oci.image.index.v1+json']", 0.1));
            shares.forEach((option, share) -> options.append(chance(share) ? option : ""));
            return options.toString();
        }

        String config(String side) {
            return ("sync: [" + String.join(", ", entries) + "]\n").replace("SIDE", side);
        }

        private RunFixture open(String side) throws IOException {
            return new RunFixture(registry, new ManualTime(), config(side));
        }

        /** The memory of a run that has missed every tag of the targets a week ago. */
        private static RunState missed(RunFixture fixture) throws IOException {
            MemoryState store = new MemoryState();
            RepositoryNames names = RunFixture.NAMES;
            Instant then = ManualTime.START.minus(Duration.ofDays(7));
            Set<Tag> tags = TAGS.stream().map(Tag::new).collect(Collectors.toSet());
            for (SyncEntry entry : fixture.entries()) {
                if (EntryScope.of(entry) instanceof EntryScope.Repository repository) {
                    store.absent(1, names.of(repository.source()), names.of(repository.target()), tags, then);
                }
            }
            return new RunState(store, 2, Ticker.system(), names);
        }

        private static RunReport report(Recorder recorder, String command) {
            Digest config = Digest.sha256(new byte[0]);
            return recorder.report(
                    new RunReport.Head(command, "v0", ManualTime.START, ManualTime.START, config, Optional.empty()));
        }

        RunReport plan(String side) throws IOException {
            try (RunFixture fixture = open(side)) {
                Recorder recorder = new Recorder(fixture.entries(), true);
                RunContext context = fixture.pruning(missed(fixture), Pruning.Mode.PLAN, recorder);
                OnceRun run = OnceRun.planning(
                        context.with(context.pruning().orElseThrow().planning()));
                Failures.attempt(() -> run.run(fixture.entries(), SyncAction.PLAN));
                return report(recorder, "plan");
            }
        }

        RunReport apply(String side, RunReport plan) throws IOException {
            byte[] file = ReportJson.of(plan).getBytes(StandardCharsets.UTF_8);
            try (RunFixture fixture = open(side)) {
                PlanSteps steps = PlanSteps.of(PlanReader.read(file, "plan"), fixture.entries(), false);
                Recorder recorder = new Recorder(fixture.entries(), false);
                RunContext context = fixture.pruning(missed(fixture), Pruning.Mode.DELETE, recorder);
                RunContext approving =
                        context.with(context.pruning().orElseThrow().with(Pruning.Mode.DELETE, steps.work()::approves));
                OnceRun run = OnceRun.applying(approving, steps.work());
                Failures.attempt(() -> run.run(steps.work().entries(), SyncAction.COPY));
                return report(recorder, "apply");
            }
        }

        RunReport once(String side) throws IOException {
            try (RunFixture fixture = open(side)) {
                Recorder recorder = new Recorder(fixture.entries(), false);
                OnceRun run = new OnceRun(fixture.pruning(missed(fixture), Pruning.Mode.DELETE, recorder));
                Failures.attempt(() -> run.run(fixture.entries(), SyncAction.COPY));
                return report(recorder, "once");
            }
        }

        /** What has changed or would; a line for each step. */
        static List<String> changes(RunReport report) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < report.entries().size(); i++) {
                for (Step step : report.entries().get(i).steps()) {
                    if (step.action().changes()) {
                        lines.add(i + " " + step.action() + " " + step.source().orElseThrow() + " "
                                + step.target().replaceFirst("/[xy]/", "/SIDE/") + " " + step.there() + " "
                                + step.wanted() + " "
                                + step.circumstances().backup().map(b -> b.replaceFirst("/[xy]/", "/SIDE/")));
                    }
                }
            }
            return lines;
        }

        /** The tags of a side with what they stand for. */
        Map<String, String> tags(String side) throws IOException {
            Map<String, String> tags = new TreeMap<>();
            try (RunFixture fixture = open(side)) {
                RegClient client = fixture.context(false).client();
                for (String repository : List.of(
                        "r0", "r1", "r2", "all/" + name + "/r0", "all/" + name + "/r1", "all/" + name + "/r2")) {
                    Ref ref = Ref.parse(registry.host() + "/" + name + "/" + side + "/" + repository);
                    for (String tag : list(client, ref)) {
                        Digest digest = client.manifests()
                                .requireHead(ref.withTag(tag), Optional.empty())
                                .descriptor()
                                .digest()
                                .orElseThrow();
                        tags.put(repository + ":" + tag, digest.toString());
                    }
                }
            }
            return tags;
        }

        private static List<String> list(RegClient client, Ref ref) throws IOException {
            try {
                return client.tags().list(ref, ListOptions.ALL).tags();
            } catch (RegistryException e) {
                return List.of();
            }
        }
    }

    private static Set<StepAction> check(InProcessRegistry registry, int seed) throws IOException {
        Trial trial = new Trial(registry, seed);
        trial.fill();
        String config = "case " + seed + ": " + trial.config("x");
        Map<String, String> before = trial.tags("y");

        RunReport plan = trial.plan("y");
        assertThat(trial.tags("y")).as("a plan changes nothing, %s", config).isEqualTo(before);
        RunReport once = trial.once("x");
        RunReport apply = trial.apply("y", plan);

        assertThat(Trial.changes(plan)).as("plan and once, %s", config).isEqualTo(Trial.changes(once));
        assertThat(Trial.changes(apply)).as("apply and plan, %s", config).isEqualTo(Trial.changes(plan));
        assertThat(trial.tags("y")).as("targets, %s", config).isEqualTo(trial.tags("x"));
        assertThat(Trial.changes(trial.plan("y")))
                .as("the next plan, %s", config)
                .isEqualTo(Trial.changes(trial.plan("x")));
        return plan.entries().stream()
                .flatMap(entry -> entry.steps().stream())
                .map(Step::action)
                .collect(Collectors.toSet());
    }

    /** Tries the cases from one seed to another, the last one not included; gives the actions that were planned. */
    static Set<StepAction> check(int from, int to) throws IOException {
        Set<StepAction> seen = EnumSet.noneOf(StepAction.class);
        for (int first = from; first < to; first += CASES_PER_REGISTRY) {
            try (InProcessRegistry registry = InProcessRegistry.start()) {
                for (int seed = first; seed < Math.min(to, first + CASES_PER_REGISTRY); seed++) {
                    seen.addAll(check(registry, seed));
                }
            }
        }
        return seen;
    }
}
