// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.client;

import io.regclient.config.Environment;
import io.regclient.copy.BlobPlaces;
import io.regclient.place.PlaceDirectory;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides where is remembered which repositories hold which blobs: {@code XDG_CACHE_HOME}, else {@code .cache} of an
 * existing home; nowhere when the user says so. Asked by the first copy, so that other commands do not pay for it.
 */
final class PlaceMemory implements Supplier<BlobPlaces> {
    private final Environment environment;

    PlaceMemory(Environment environment) {
        this.environment = environment;
    }

    /** True unless the environment switches it off. */
    private boolean isOn() {
        return !environment.variable("REGCLIENT_CACHE").orElse("").equalsIgnoreCase("off");
    }

    @Override
    public BlobPlaces get() {
        Optional<Path> caches = isOn() ? caches() : Optional.empty();
        return caches.isPresent() ? new PlaceDirectory(caches.get()) : BlobPlaces.NONE;
    }

    /** The XDG specification passes over paths that are not absolute. */
    private Optional<Path> caches() {
        Optional<Path> named = absolute("XDG_CACHE_HOME");
        return named.isPresent()
                ? named
                : absolute("HOME").filter(Files::isDirectory).map(home -> home.resolve(".cache"));
    }

    private Optional<Path> absolute(String variable) {
        try {
            return environment.variable(variable).map(Path::of).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
