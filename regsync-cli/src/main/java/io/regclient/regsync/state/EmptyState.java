// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A state that nobody has written to, for commands that only read. */
public final class EmptyState implements StateStore {
    private static RegistryException readOnly() {
        return RegistryException.of(ErrorKind.LOCAL_IO, "this command writes nothing to the state");
    }

    @Override
    public long beginRun(String command, Instant at) throws RegistryException {
        throw readOnly();
    }

    @Override
    public void endRun(long run, boolean failed, Instant at) throws RegistryException {
        throw readOnly();
    }

    @Override
    public Map<Tag, Sighting> sightings(String repository) {
        return Map.of();
    }

    @Override
    public void saw(long run, ImageAt image, Instant at) throws RegistryException {
        throw readOnly();
    }

    @Override
    public Optional<Instant> firstSeen(ImageAt image) {
        return Optional.empty();
    }

    @Override
    public long intend(long run, Move move, Instant at) throws RegistryException {
        throw readOnly();
    }

    @Override
    public OptionalLong claim(long run, Move deletion, Instant at) throws RegistryException {
        throw readOnly();
    }

    @Override
    public void withdraw(long deletion) throws RegistryException {
        throw readOnly();
    }

    @Override
    public boolean isUnderWay(long deletion, Instant now) {
        return false;
    }

    @Override
    public void takenOver(long deletion, Digest standIn) throws RegistryException {
        throw readOnly();
    }

    @Override
    public void settle(long move, LedgerRow.End end) throws RegistryException {
        throw readOnly();
    }

    @Override
    public List<LedgerRow> open(String repository) {
        return List.of();
    }

    @Override
    public List<LedgerRow> history(String repository, Optional<Tag> tag, int limit) {
        return List.of();
    }

    @Override
    public List<LedgerRow> recent(int limit) {
        return List.of();
    }

    @Override
    public void hold(long run, Hold hold) throws RegistryException {
        throw readOnly();
    }

    @Override
    public void drop(ImageAt image) throws RegistryException {
        throw readOnly();
    }

    @Override
    public Optional<Hold> holdOf(ImageAt image) {
        return Optional.empty();
    }

    @Override
    public List<Hold> held() {
        return List.of();
    }

    @Override
    public boolean release(ImageAt image, Instant at) throws RegistryException {
        throw readOnly();
    }

    @Override
    public Map<Tag, Absence> absences(String source, String target) {
        return Map.of();
    }

    @Override
    public void absent(long run, String source, String target, Set<Tag> absent, Instant at) throws RegistryException {
        throw readOnly();
    }

    @Override
    public Optional<Instant> created(Digest manifest) {
        return Optional.empty();
    }

    @Override
    public void keepCreated(Digest manifest, Instant created) throws RegistryException {
        throw readOnly();
    }

    @Override
    public void close() {}
}
