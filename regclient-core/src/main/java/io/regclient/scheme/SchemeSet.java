// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Finds the scheme of a reference; the only place that dispatches. */
public final class SchemeSet implements AutoCloseable {
    private final Map<String, Scheme> schemes;

    /**
     * Collects the schemes.
     *
     * @param schemes implementations by {@link Ref#scheme()}
     */
    public SchemeSet(Map<String, Scheme> schemes) {
        this.schemes = Map.copyOf(schemes);
    }

    /** The same schemes, each seen through something. */
    public SchemeSet through(UnaryOperator<Scheme> view) {
        Map<String, Scheme> seen = new HashMap<>();
        schemes.forEach((name, scheme) -> seen.put(name, view.apply(scheme)));
        return new SchemeSet(seen);
    }

    /** The scheme; kind NOT_IMPLEMENTED when there is none (contract G-3). */
    public Scheme of(Ref ref) throws RegistryException {
        Scheme scheme = schemes.get(ref.scheme());
        if (scheme == null) {
            throw RegistryException.of(
                    ErrorKind.NOT_IMPLEMENTED, "not implemented: unknown scheme \"" + ref.scheme() + "\"");
        }
        return scheme;
    }

    /** Like {@link #of}; the reference must name a repository, else the kind is INVALID_REFERENCE (REF-11). */
    public Scheme ofRepo(Ref ref) throws RegistryException {
        requireSet(ref.isRepoSet(), ref);
        return of(ref);
    }

    /** Like {@link #of}; the reference must name a tag or digest, else the kind is INVALID_REFERENCE (REF-11). */
    public Scheme ofVersion(Ref ref) throws RegistryException {
        requireSet(ref.isSet(), ref);
        return of(ref);
    }

    private static void requireSet(boolean set, Ref ref) throws RegistryException {
        if (!set) {
            throw RegistryException.of(ErrorKind.INVALID_REFERENCE, "ref is not set: " + ref.commonName());
        }
    }

    @Override
    public void close() {
        schemes.values().forEach(Scheme::close);
    }
}
