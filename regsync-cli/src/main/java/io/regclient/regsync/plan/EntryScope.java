// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.kit.schema.Parsed;
import io.regclient.ref.Ref;
import io.regclient.regsync.schema.EntryType;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.event.Level;

/** What an entry brings up to date (contract regsync 8). */
public sealed interface EntryScope {

    /** Does with the scope what belongs to it. */
    void accept(Visitor visitor) throws IOException;

    /** One method for every scope. */
    interface Visitor {
        void registry(Registry registry) throws IOException;

        void repository(Repository repository) throws IOException;

        void image(Image image) throws IOException;

        void invalid(Invalid invalid) throws IOException;
    }

    /** The repositories of a registry, which get their place below a prefix. */
    record Registry(String host, String prefix) implements EntryScope {
        /** Where a repository of the registry goes. */
        public String target(String name) {
            return prefix + "/" + name;
        }

        public EntryScope repository(String name) {
            String source = host + "/" + name;
            String target = target(name);
            return repositories(source, Parsed.by(() -> Ref.parse(source)), target, Parsed.by(() -> Ref.parse(target)));
        }

        @Override
        public void accept(Visitor visitor) throws IOException {
            visitor.registry(this);
        }
    }

    /** The tags of a repository. */
    record Repository(Ref source, Ref target) implements EntryScope {
        @Override
        public void accept(Visitor visitor) throws IOException {
            visitor.repository(this);
        }
    }

    /** One image. */
    record Image(Ref source, Ref target) implements EntryScope {
        @Override
        public void accept(Visitor visitor) throws IOException {
            visitor.image(this);
        }
    }

    /**
     * Nothing: the entry is wrong and fails when it runs.
     *
     * @param report what is logged then
     */
    record Invalid(LogLine report, RegistryException failure) implements EntryScope {
        private static Invalid reference(String key, String text, RegistryException failure) {
            LogLine line = LogLine.of(Level.ERROR, "Failed parsing " + key)
                    .with(key, VisibleText.withoutLogin(text))
                    .with("error", RegistryException.describe(failure));
            return new Invalid(line, failure.withContext("failed parsing " + key));
        }

        private static Invalid setting(SyncEntry entry, RegistryException failure) {
            String source = VisibleText.withoutLogin(entry.source());
            String target = VisibleText.withoutLogin(entry.target());
            LogLine line = LogLine.of(Level.ERROR, "Failed to sync")
                    .with("target", target)
                    .with("source", source)
                    .with("error", RegistryException.describe(failure));
            return new Invalid(line, failure.withContext("sync " + source + " to " + target));
        }

        private static Invalid type(SyncEntry entry) {
            LogLine line = LogLine.of(
                            Level.ERROR, "Type not recognized, must be one of: registry, repository, or image")
                    .with("step", VisibleText.withoutLogin(entry.source()))
                    .with("type", entry.type());
            return new Invalid(
                    line,
                    RegistryException.of(
                            ErrorKind.INVALID_INPUT,
                            "invalid input: type \"" + entry.type() + "\" of source \""
                                    + VisibleText.withoutLogin(entry.source())
                                    + "\" must be one of: registry, repository, image"));
        }

        @Override
        public void accept(Visitor visitor) throws IOException {
            visitor.invalid(this);
        }
    }

    /** The scope of an entry. */
    static EntryScope of(SyncEntry entry) {
        EntryScope named = named(entry);
        if (named instanceof Invalid) {
            return named;
        }
        for (Parsed<?> safeguard : entry.safety().parsed().values()) {
            if (safeguard.problem().isPresent()) { // not even in a run that would not come to need it
                return Invalid.setting(entry, safeguard.problem().get());
            }
        }
        return named;
    }

    /** What an entry names, whatever is wrong with its safeguards. */
    static EntryScope named(SyncEntry entry) {
        Optional<EntryType> type = entry.kind().value();
        if (type.isEmpty()) {
            return Invalid.type(entry);
        }
        return switch (type.get()) {
            case REGISTRY -> new Registry(entry.source(), entry.target());
            case REPOSITORY -> repositories(entry.source(), entry.sourceRef(), entry.target(), entry.targetRef());
            case IMAGE -> references(entry.source(), entry.sourceRef(), entry.target(), entry.targetRef(), Image::new);
        };
    }

    /** A tag on either side is dropped (contract regsync 17). */
    private static EntryScope repositories(String source, Parsed<Ref> from, String target, Parsed<Ref> to) {
        return references(source, from, target, to, (a, b) -> new Repository(a.withoutVersion(), b.withoutVersion()));
    }

    private static EntryScope references(
            String source, Parsed<Ref> from, String target, Parsed<Ref> to, BiFunction<Ref, Ref, EntryScope> scope) {
        if (from.value().isEmpty()) {
            return Invalid.reference("source", source, from.problem().orElseThrow());
        }
        if (to.value().isEmpty()) {
            return Invalid.reference("target", target, to.problem().orElseThrow());
        }
        return scope.apply(from.value().get(), to.value().get());
    }
}
