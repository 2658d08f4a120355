// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What a signed text says.
 *
 * @param images the digests it speaks for, as they are written
 * @param name of the image, empty when the text names none
 */
record SignedClaim(List<String> images, Optional<String> name) {
    /** The predicate by which cosign signs an image; every other one says something about an image. */
    static final String SIGNING = "https://sigstore.dev/cosign/sign/v1";

    private static final String SIMPLE_TYPE = "cosign container image signature";
    private static final List<String> STATEMENTS =
            List.of("https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1");
    private static final String PAYLOAD = "payload of a signature";

    /** Characters of a text from a payload in a message. */
    private static final int MAX_SHOWN = 100;

    SignedClaim {
        images = List.copyOf(images);
    }

    /**
     * Reads a payload of the form "simple signing".
     *
     * @throws RegistryException of kind PARSING_FAILED, UNSUPPORTED for one that is no signature of an image
     */
    static SignedClaim ofSimple(byte[] payload) throws RegistryException {
        JsonObject critical =
                Json.parseUniqueObject(payload, PAYLOAD).object("critical").orElseThrow(() -> lacks("critical"));
        JsonObject image = critical.object("image").orElseThrow(() -> lacks("critical.image"));
        JsonObject identity = critical.object("identity").orElseThrow(() -> lacks("critical.identity"));
        requireType(critical.string("type"), List.of(SIMPLE_TYPE));
        return new SignedClaim(
                List.of(image.string("docker-manifest-digest")), Optional.of(identity.string("docker-reference")));
    }

    /**
     * Reads an in-toto statement.
     *
     * @param image of the subjects the one with this digest counts, if there is one
     * @throws RegistryException of kind PARSING_FAILED, UNSUPPORTED for one that is no signature of an image
     */
    static SignedClaim ofStatement(byte[] payload, Digest image) throws RegistryException {
        JsonObject statement = Json.parseUniqueObject(payload, PAYLOAD);
        requireType(statement.string("_type"), STATEMENTS);
        requireType(statement.string("predicateType"), List.of(SIGNING));
        String algorithm = image.algorithm().id();
        for (JsonObject subject : statement.objects("subject")) {
            Optional<JsonObject> digests = subject.object("digest");
            if (digests.isPresent() && digests.get().string(algorithm).equals(image.hex())) {
                return new SignedClaim(List.of(image.toString()), named(subject.string("name")));
            }
        }
        return new SignedClaim(List.of(), Optional.empty());
    }

    private static Optional<String> named(String name) {
        return Optional.of(name).filter(text -> !text.isEmpty());
    }

    private static void requireType(String found, List<String> wanted) throws RegistryException {
        if (!wanted.contains(found)) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED,
                    PAYLOAD + ": the type " + VisibleText.orQuotes(VisibleText.name(found, MAX_SHOWN))
                            + " is no signature of an image");
        }
    }

    private static RegistryException lacks(String key) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, PAYLOAD + ": the key " + key + " is missing");
    }
}
