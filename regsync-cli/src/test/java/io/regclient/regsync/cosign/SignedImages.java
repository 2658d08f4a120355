// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.json.JsonWriter;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestPut;
import io.regclient.server.samples.SampleImage;
import io.regclient.stream.BlobSource;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signs images as cosign does, and stores the signatures in its forms.
 *
 * @param client stores
 * @param repository of the images
 */
public record SignedImages(RegClient client, TestRepository repository) {
    static final String SIMPLE = "application/vnd.dev.cosign.simplesigning.v1+json";
    static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    static final String SIGNATURES = "application/vnd.dev.cosign.artifact.sig.v1+json";
    static final String STATEMENT = "application/vnd.in-toto+json";
    private static final String ANNOTATION = "dev.cosignproject.cosign/signature";

    /**
     * A signed text.
     *
     * @param payload the text
     * @param signature as it stands in the annotation
     */
    public record Signed(String payload, String signature) {}

    public static KeyPair ec(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    public static String pem(KeyPair keys) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    public static byte[] sign(KeyPair keys, String algorithm, byte[] content) throws GeneralSecurityException {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(keys.getPrivate());
        signer.update(content);
        return signer.sign();
    }

    static String base64(byte[] content) {
        return Base64.getEncoder().encodeToString(content);
    }

    /** The text that cosign signs. */
    public static String payload(String name, Digest image) {
        return "{\"critical\":{\"identity\":{\"docker-reference\":\"" + name
                + "\"},\"image\":{\"docker-manifest-digest\":\"" + image
                + "\"},\"type\":\"cosign container image signature\"},\"optional\":null}";
    }

    /** A text signed by a key of the curve P-256. */
    public static Signed signed(KeyPair keys, String payload) throws GeneralSecurityException {
        byte[] content = payload.getBytes(StandardCharsets.UTF_8);
        return new Signed(payload, base64(sign(keys, "SHA256withECDSA", content)));
    }

    /** What a key of the curve P-256 signs of an image of this repository. */
    public Signed signed(KeyPair keys, SampleImage image) throws GeneralSecurityException {
        return signed(keys, payload(repository.fullName(), image.digest()));
    }

    /** Stores signatures under the tag of the image. */
    public void tag(SampleImage image, Signed... signatures) throws IOException {
        put(repository.ref("sha256-" + image.digest().hex() + ".sig"), simple(signatures), Optional.empty(), "");
    }

    /** Stores signatures as a manifest that refers to the image. */
    public void refer(SampleImage image, Signed... signatures) throws IOException {
        put(repository.ref("x"), simple(signatures), Optional.of(image), SIGNATURES);
    }

    /** Stores a payload under the tag of the image, with all that stands beside a signature. */
    public void tag(SampleImage image, String payload, Map<String, String> annotations) throws IOException {
        put(
                repository.ref("sha256-" + image.digest().hex() + ".sig"),
                List.of(blob(SIMPLE, payload).withAnnotations(annotations)),
                Optional.empty(),
                "");
    }

    private List<Descriptor> simple(Signed... signatures) throws IOException {
        List<Descriptor> layers = new ArrayList<>();
        for (Signed each : signatures) {
            layers.add(blob(SIMPLE, each.payload()).withAnnotations(Map.of(ANNOTATION, each.signature())));
        }
        return layers;
    }

    /** Stores a bundle as a manifest that refers to the image. */
    public void bundle(SampleImage image, String bundle) throws IOException {
        put(repository.ref("x"), List.of(blob(BUNDLE, bundle)), Optional.of(image), BUNDLE);
    }

    /**
     * Stores a bundle as cosign 3 does where the registry has no list of referrers: the type of the artifact stands in
     * the manifest, and the list under the tag has the type of the config instead.
     *
     * @param predicate annotation of the manifest
     * @param listed type of the entry in the list
     */
    public Descriptor bundleWithoutApi(SampleImage image, String bundle, String predicate, String listed)
            throws IOException {
        Map<String, Object> config =
                new LinkedHashMap<>(blob(MediaType.OCI_EMPTY, "{}").toTree());
        config.put("artifactType", BUNDLE);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2L);
        json.put("mediaType", MediaType.OCI_MANIFEST);
        json.put("config", config);
        json.put("layers", List.of(blob(BUNDLE, bundle).toTree()));
        json.put(
                "annotations",
                Map.of("dev.sigstore.bundle.content", "dsse-envelope", "dev.sigstore.bundle.predicateType", predicate));
        json.put("subject", image.descriptor().toTree());
        json.put("artifactType", BUNDLE);
        Manifest manifest = Manifest.parse(MediaType.OCI_MANIFEST, Optional.empty(), JsonWriter.compact(json));
        client.manifests().put(repository.ref("x").withDigest(manifest.digest()), manifest, ManifestPut.top());
        Map<String, Object> entry = new LinkedHashMap<>(manifest.descriptor().toTree());
        entry.put("artifactType", listed);
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("schemaVersion", 2L);
        list.put("mediaType", MediaType.OCI_INDEX);
        list.put("manifests", List.of(entry));
        Manifest index = Manifest.parse(MediaType.OCI_INDEX, Optional.empty(), JsonWriter.compact(list));
        client.manifests().put(repository.ref("sha256-" + image.digest().hex()), index, ManifestPut.top());
        repository.fault("GET", "referrers/", Occurrence.always(), new Fault.Status(404));
        return manifest.descriptor();
    }

    /** A bundle with a statement that a key of the curve P-256 has signed. */
    public static String envelope(KeyPair keys, String statement) throws GeneralSecurityException {
        byte[] payload = statement.getBytes(StandardCharsets.UTF_8);
        String head = "DSSEv1 28 " + STATEMENT + " " + payload.length + " ";
        byte[] signature = sign(keys, "SHA256withECDSA", (head + statement).getBytes(StandardCharsets.UTF_8));
        return "{\"mediaType\":\"" + BUNDLE + "\",\"verificationMaterial\":{\"publicKey\":{\"hint\":\"x\"}},"
                + "\"dsseEnvelope\":{\"payload\":\"" + base64(payload) + "\",\"payloadType\":\"" + STATEMENT
                + "\",\"signatures\":[{\"sig\":\"" + base64(signature) + "\",\"keyid\":\"\"}]}}";
    }

    /** The statement that cosign signs. */
    public static String statement(Digest image, String predicate, String name) {
        return "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{" + name + "\"digest\":{\"sha256\":\""
                + image.hex() + "\"}}],\"predicateType\":\"" + predicate + "\",\"predicate\":{}}";
    }

    Descriptor blob(String mediaType, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Descriptor blob = Descriptor.ofContent(mediaType, bytes);
        client.blobs().put(repository.ref("x"), blob, BlobSource.ofBytes(bytes));
        return blob;
    }

    void put(Ref tag, List<Descriptor> layers, Optional<SampleImage> subject, String configType) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2L);
        json.put("mediaType", MediaType.OCI_MANIFEST);
        json.put(
                "config",
                blob(configType.isEmpty() ? MediaType.OCI_CONFIG : configType, "{}")
                        .toTree());
        json.put("layers", layers.stream().map(Descriptor::toTree).toList());
        subject.ifPresent(image -> json.put("subject", image.descriptor().toTree()));
        Manifest manifest = Manifest.parse(MediaType.OCI_MANIFEST, Optional.empty(), JsonWriter.compact(json));
        Ref place = subject.isPresent() ? tag.withDigest(manifest.digest()) : tag;
        client.manifests().put(place, manifest, ManifestPut.top());
    }
}
