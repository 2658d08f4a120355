// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.copy.BlobPlaces;
import io.regclient.copy.ImageCopier;
import io.regclient.copy.Surroundings;
import io.regclient.scheme.SchemeSet;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one copier of a client, made by the first copy: other commands do not pay for it. */
final class SharedCopier implements AutoCloseable {
    private final SchemeSet schemes;
    private final int width;
    private final Ticker ticker;
    private final Optional<Supplier<? extends BlobPlaces>> places;
    private final Optional<Supplier<Surroundings>> surroundings;

    @Nullable
    private ImageCopier copier;

    SharedCopier(
            SchemeSet schemes,
            int width,
            Ticker ticker,
            Optional<Supplier<? extends BlobPlaces>> places,
            Optional<Supplier<Surroundings>> surroundings) {
        this.schemes = schemes;
        this.width = width;
        this.ticker = ticker;
        this.places = places;
        this.surroundings = surroundings;
    }

    synchronized ImageCopier get() {
        if (copier == null) {
            BlobPlaces remembered = places.isPresent() ? places.get().get() : BlobPlaces.NONE;
            copier = new ImageCopier(schemes, width, ticker::nanos, this::surroundings, remembered);
        }
        return copier;
    }

    private Surroundings surroundings() {
        Surroundings operation = Operations.surroundings();
        return surroundings.isPresent() ? new Nested(surroundings.get().get(), operation) : operation;
    }

    private record Nested(Surroundings outer, Surroundings inner) implements Surroundings {
        @Override
        public <T> T run(Call<T> call) throws IOException {
            return outer.run(() -> inner.run(call));
        }
    }

    @Override
    public synchronized void close() {
        if (copier != null) {
            copier.close();
        }
    }
}
