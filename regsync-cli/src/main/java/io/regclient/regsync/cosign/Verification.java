// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Looks at the signatures of one image, one after the other, until one is right. For one use by one thread. */
final class Verification {
    private static final String SIMPLE = "application/vnd.dev.cosign.simplesigning.v1+json";
    private static final String SIGNATURE = "dev.cosignproject.cosign/signature";

    /** Characters of a text from a payload in a reason. */
    private static final int MAX_SHOWN = 200;

    private final SignatureStore store;
    private final List<TrustedKey> keys;
    private final ClaimedName name;
    private final Refusals refusals = new Refusals();
    private Optional<IOException> failure = Optional.empty();
    private int looked;

    Verification(SignatureStore store, List<TrustedKey> keys, ClaimedName name) {
        this.store = store;
        this.keys = keys;
        this.name = name;
    }

    /** Something that may find the right signature. */
    private interface Look {
        boolean finds() throws IOException;
    }

    /** Empty when there is a signature that is right, otherwise why there is none. */
    Optional<String> run() throws IOException {
        if (attempt(this::isSignedByTag) || attempt(this::isSignedByReferrer)) {
            return Optional.empty();
        }
        if (failure.isPresent()) {
            throw RegistryException.withContext("read cosign signatures of " + store.image(), failure.get());
        }
        return Optional.of(refusals.reason("no cosign signature was found, neither under the tag " + store.tag()
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
            if (attempt(() -> isSignedBy(store.referrers(), store.referrer(entry)))) {
                return true;
            }
        }
        return false;
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
        String text = layer.annotations().getOrDefault(SIGNATURE, "");
        if (text.isEmpty()) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, "a layer has no annotation " + SIGNATURE);
        }
        byte[] signature = SignatureBundle.decodeSignature(text);
        byte[] payload = store.read(place, layer, SignatureStore.MAX_PAYLOAD);
        return hasSigned(payload, signature) && accepts(SignedClaim.ofSimple(payload));
    }

    private boolean isSignedByBundle(Ref place, Descriptor layer) throws IOException {
        SignatureBundle bundle = SignatureBundle.parse(store.read(place, layer, SignatureStore.MAX_BUNDLE));
        byte[] signature = SignatureBundle.decodeSignature(bundle.signature());
        if (bundle.envelope().isPresent()) {
            byte[] payload = bundle.envelope().get();
            return hasSigned(SignatureBundle.signedBytes(payload), signature)
                    && accepts(SignedClaim.ofStatement(payload, store.image()));
        }
        return hasSigned(store.imageManifest(), signature)
                && accepts(new SignedClaim(List.of(store.image().toString()), Optional.empty()));
    }

    private boolean hasSigned(byte[] content, byte[] signature) {
        for (TrustedKey key : keys) {
            if (key.hasSigned(content, signature)) {
                return true;
            }
        }
        refusals.addOtherKey();
        return false;
    }

    /** What a trusted key has signed must be about this image, and for this place. */
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
                        "the signature names no repository, wanted is " + name.text() + " (key identity)");
            }
            return !name.isNeeded();
        }
        if (!name.accepts(claim.name().get())) {
            refusals.add(
                    Refusals.Kind.OTHER_REPOSITORY,
                    "the signature is for "
                            + VisibleText.orQuotes(VisibleText.name(claim.name().get(), MAX_SHOWN)) + ", wanted is "
                            + name.text() + " (key identity)");
            return false;
        }
        return true;
    }
}
