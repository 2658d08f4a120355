// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.regsync.cosign.SignatureCheck.Signed;
import io.regclient.regsync.gate.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Looks at the signatures of one image, one after the other, until one is right. For one use by one thread. */
final class Verification {
    private static final String GATE = "cosign";
    private static final String SIMPLE = "application/vnd.dev.cosign.simplesigning.v1+json";

    /** Characters of a text from a payload in a reason. */
    private static final int MAX_SHOWN = 200;

    private final SignatureStore store;
    private final SignatureCheck check;
    private final ClaimedName name;
    private final Instant now;
    private final Duration minAge;
    private final Refusals refusals = new Refusals();
    private Optional<Instant> tooYoung = Optional.empty();
    private Optional<IOException> failure = Optional.empty();
    private int looked;

    /**
     * Prepares the look.
     *
     * @param minAge how long before now a signature must have been made, where it is known when it was
     */
    Verification(SignatureStore store, SignatureCheck check, ClaimedName name, Instant now, Duration minAge) {
        this.store = store;
        this.check = check;
        this.name = name;
        this.now = now;
        this.minAge = minAge;
    }

    /** Something that may find the right signature. */
    private interface Look {
        boolean finds() throws IOException;
    }

    /** Whether there is a signature that is right, and why there is none. */
    Verdict run() throws IOException {
        if (attempt(this::isSignedByTag) || attempt(this::isSignedByReferrer)) {
            return Verdict.allow();
        }
        if (tooYoung.isPresent()) {
            return new Verdict.Hold(
                    GATE,
                    "the signature was made at " + tooYoung.get() + " and counts from "
                            + tooYoung.get().plus(minAge) + " on (key minSignatureAge)");
        }
        if (failure.isPresent()) {
            throw RegistryException.withContext("read cosign signatures of " + store.image(), failure.get());
        }
        return new Verdict.Deny(
                GATE,
                refusals.reason(
                        "no cosign signature was found, neither under the tag " + store.tag()
                                + " nor as a referrer (try: sign the image where it is made, or copy its signatures to the source)"));
    }

    /**
     * What is stored wrong is no signature, and another one may be right. What cannot be read may be the right one: then
     * nobody knows, unless another one is right.
     */
    private boolean attempt(Look look) throws IOException {
        try {
            return look.finds();
        } catch (RegistryException e) {
            switch (e.kind()) {
                case CANCELED -> throw e;
                case UNSUPPORTED -> refusals.add(Refusals.Kind.NO_SIGNATURE, RegistryException.describe(e));
                case NOT_FOUND,
                        DIGEST_MISMATCH,
                        SHORT_READ,
                        SIZE_LIMIT_EXCEEDED,
                        PARSING_FAILED,
                        MISSING_DIGEST,
                        UNSUPPORTED_MEDIA_TYPE ->
                    refusals.add(
                            Refusals.Kind.DAMAGED,
                            "a signature is truncated or damaged: " + RegistryException.describe(e));
                default -> keep(e);
            }
            return false;
        } catch (IOException e) {
            keep(e);
            return false;
        }
    }

    private void keep(IOException e) {
        if (failure.isEmpty()) {
            failure = Optional.of(e);
        }
    }

    /** True, and told, when no more signatures may be looked at. */
    private boolean isEnough() {
        if (looked < CosignVerifier.MAX_SIGNATURES) {
            looked++;
            return false;
        }
        refusals.add(
                Refusals.Kind.TOO_MANY,
                "none of the first " + CosignVerifier.MAX_SIGNATURES
                        + " signatures is right, and no more are looked at");
        return true;
    }

    private boolean isSignedByTag() throws IOException {
        Optional<Manifest> manifest = store.tagged();
        return manifest.isPresent() && isSignedBy(store.source(), manifest.get());
    }

    private boolean isSignedByReferrer() throws IOException {
        int read = 0;
        for (Descriptor entry : store.candidates()) {
            if (read++ == CosignVerifier.MAX_SIGNATURES) {
                refusals.add(
                        Refusals.Kind.TOO_MANY,
                        "none of the first " + CosignVerifier.MAX_SIGNATURES
                                + " referrers has a signature that is right, and no more are looked at");
                return false;
            }
            if (attempt(() -> isSignedByReferrer(entry))) {
                return true;
            }
        }
        return false;
    }

    private boolean isSignedByReferrer(Descriptor entry) throws IOException {
        Optional<Manifest> manifest = store.referrer(entry);
        return manifest.isPresent() && isSignedBy(store.referrers(), manifest.get());
    }

    private boolean isSignedBy(Ref place, Manifest manifest) throws IOException {
        for (Descriptor layer : manifest.layers()) {
            boolean isSimple = layer.mediaType().equals(SIMPLE);
            if (!isSimple && !layer.mediaType().equals(SignatureBundle.MEDIA_TYPE)) {
                continue;
            }
            if (isEnough()) {
                return false;
            }
            if (attempt(() -> isSimple ? isSimplySigned(place, layer) : isSignedByBundle(place, layer))) {
                return true;
            }
        }
        return false;
    }

    private boolean isSimplySigned(Ref place, Descriptor layer) throws IOException {
        byte[] payload = store.read(place, layer, SignatureStore.MAX_PAYLOAD);
        return accepts(check.payload(payload, layer.annotations(), refusals));
    }

    private boolean isSignedByBundle(Ref place, Descriptor layer) throws IOException {
        return accepts(check.bundle(store.read(place, layer, SignatureStore.MAX_BUNDLE), refusals));
    }

    private boolean accepts(Optional<Signed> signed) throws RegistryException {
        if (signed.isEmpty()) {
            return false;
        }
        byte[] payload = signed.get().payload();
        if (payload.length > SignatureStore.MAX_PAYLOAD) {
            throw SignatureStore.tooLong(payload.length, SignatureStore.MAX_PAYLOAD);
        }
        SignedClaim claim = signed.get().isStatement()
                ? SignedClaim.ofStatement(payload, store.image())
                : SignedClaim.ofSimple(payload);
        return accepts(claim) && isOldEnough(signed.get().at());
    }

    private boolean isOldEnough(Optional<Instant> at) {
        if (minAge.isZero() || at.isEmpty() || !at.get().plus(minAge).isAfter(now)) {
            return true;
        }
        if (tooYoung.isEmpty() || at.get().isBefore(tooYoung.get())) {
            tooYoung = at;
        }
        return false;
    }

    /** What somebody trusted has signed must be about this image, and for this place. */
    private boolean accepts(SignedClaim claim) {
        if (!claim.images().contains(store.image().toString())) {
            String other = claim.images().isEmpty()
                    ? ""
                    : ", " + VisibleText.name(claim.images().getFirst(), MAX_SHOWN);
            refusals.add(Refusals.Kind.OTHER_IMAGE, "the signature is for another image" + other);
            return false;
        }
        if (claim.name().isEmpty()) {
            if (name.isNeeded()) {
                refusals.add(
                        Refusals.Kind.OTHER_REPOSITORY,
                        "the signature names no repository, wanted is " + name.text() + " (key " + name.key() + ")");
            }
            return !name.isNeeded();
        }
        if (!name.accepts(claim.name().get())) {
            refusals.add(
                    Refusals.Kind.OTHER_REPOSITORY,
                    "the signature is for "
                            + VisibleText.orQuotes(VisibleText.name(claim.name().get(), MAX_SHOWN)) + ", wanted is "
                            + name.text() + " (key " + name.key() + ")");
            return false;
        }
        return true;
    }
}
