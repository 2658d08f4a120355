// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import io.regclient.json.JsonWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An instance of sigstore of our own: a certificate authority as Fulcio is, with a log of certificates, and the keys of a
 * log of signatures as Rekor is. Nothing of it is known to anybody else.
 */
public final class PrivateSigstore {
    /** When everything is signed that says nothing else. */
    public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    public static final String ISSUER = "https://issuer.example.org";
    public static final String SIGNER = "https://ci.example.org/team/app/release.yml@refs/heads/main";

    private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final X500Name NAME = new X500Name("O=test,CN=authority");

    private final KeyPair authority = ec();
    private final X509Certificate root;
    private final KeyPair certificateLog = ec();
    private final KeyPair log = ec();
    private final PrivateClock clock;

    public PrivateSigstore() throws GeneralSecurityException, IOException {
        X509v3CertificateBuilder certificate =
                builder(NAME, authority.getPublic(), START, Instant.parse("2050-01-01T00:00:00Z"));
        certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        root = decode(certificate.build(signer(authority)).getEncoded());
        KeyPair keys = ec();
        X509v3CertificateBuilder stamps =
                builder(new X500Name("CN=clock"), keys.getPublic(), START, Instant.parse("2050-01-01T00:00:00Z"));
        stamps.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
        clock = new PrivateClock(keys, decode(stamps.build(signer(authority)).getEncoded()));
    }

    /**
     * A key with its certificate.
     *
     * @param keys of who signs
     * @param certificate for some minutes
     */
    public record Certified(KeyPair keys, X509Certificate certificate) {
        byte[] sign(byte[] content) throws GeneralSecurityException {
            return PrivateSigstore.sign(keys, content);
        }
    }

    /**
     * What a certificate says.
     *
     * @param signer address or URI
     * @param issuer URI
     * @param from the start of its life
     * @param isLogged false for one that the log of certificates has not seen
     * @param purpose of the key
     */
    record Wish(String signer, String issuer, Instant from, boolean isLogged, KeyPurposeId purpose) {
        static Wish of(String signer, String issuer) {
            return new Wish(signer, issuer, NOW, true, KeyPurposeId.id_kp_codeSigning);
        }
    }

    public Certified certify() throws GeneralSecurityException, IOException {
        return certify(Wish.of(SIGNER, ISSUER));
    }

    /** The same with a certificate that is valid from then on. */
    public Certified certify(Instant from) throws GeneralSecurityException, IOException {
        return certify(new Wish(SIGNER, ISSUER, from, true, KeyPurposeId.id_kp_codeSigning));
    }

    Certified certify(Wish wish) throws GeneralSecurityException, IOException {
        KeyPair keys = ec();
        X509v3CertificateBuilder certificate = builder(
                new X500Name(""), keys.getPublic(), wish.from(), wish.from().plus(LIFE));
        certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        certificate.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(wish.purpose()));
        int kind = wish.signer().contains("://") ? GeneralName.uniformResourceIdentifier : GeneralName.rfc822Name;
        certificate.addExtension(
                Extension.subjectAlternativeName, true, new GeneralNames(new GeneralName(kind, wish.signer())));
        certificate.addExtension(
                new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.1"),
                false,
                wish.issuer().getBytes(StandardCharsets.UTF_8));
        certificate.addExtension(
                new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.8"), false, new DERUTF8String(wish.issuer()));
        X509CertificateHolder unlogged = certificate.build(signer(authority));
        if (!wish.isLogged()) {
            return new Certified(keys, decode(unlogged.getEncoded()));
        }
        byte[] signed = unlogged.toASN1Structure().getTBSCertificate().getEncoded();
        certificate.addExtension(
                new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"),
                false,
                new DEROctetString(timestamps(signed, wish.from())));
        return new Certified(keys, decode(certificate.build(signer(authority)).getEncoded()));
    }

    /** What the log of certificates says that it has seen (RFC 6962, 3.2). */
    private byte[] timestamps(byte[] certificate, Instant at) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(signed);
        out.writeShort(0); // version 1, timestamp of a certificate
        out.writeLong(at.toEpochMilli());
        out.writeShort(1); // a certificate before the log has seen it
        out.write(sha256(authority.getPublic().getEncoded()));
        out.writeByte(certificate.length >> 16);
        out.writeShort(certificate.length);
        out.write(certificate);
        out.writeShort(0); // no extensions
        byte[] signature = sign(certificateLog, signed.toByteArray());

        ByteArrayOutputStream list = new ByteArrayOutputStream();
        out = new DataOutputStream(list);
        int length = 1 + 32 + 8 + 2 + 2 + 2 + signature.length;
        out.writeShort(length + 2);
        out.writeShort(length);
        out.writeByte(0);
        out.write(sha256(certificateLog.getPublic().getEncoded()));
        out.writeLong(at.toEpochMilli());
        out.writeShort(0);
        out.writeShort(0x0403); // SHA-256, ECDSA
        out.writeShort(signature.length);
        out.write(signature);
        return list.toByteArray();
    }

    /** An authority that says what time it is. */
    PrivateClock clock() {
        return clock;
    }

    /** The keys of the log of signatures. */
    KeyPair log() {
        return log;
    }

    /** Who is trusted, as a file. */
    public String trustedRoot() throws GeneralSecurityException {
        return json(trustedRootTree());
    }

    private Map<String, Object> trustedRootTree() throws GeneralSecurityException {
        Map<String, Object> forever = Map.of("start", START.toString());
        return Map.of(
                "mediaType",
                "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
                "certificateAuthorities",
                List.of(authorityTree("https://fulcio.example.org", forever, root)),
                "timestampAuthorities",
                List.of(authorityTree("https://clock.example.org", forever, clock.certificate(), root)),
                "ctlogs",
                List.of(logTree("https://ctlog.example.org", certificateLog.getPublic(), forever)),
                "tlogs",
                List.of(logTree("https://" + PrivateLog.HOST, log.getPublic(), forever)));
    }

    private static Map<String, Object> authorityTree(String uri, Map<String, Object> validity, X509Certificate... chain)
            throws GeneralSecurityException {
        List<Object> certificates = new ArrayList<>();
        for (X509Certificate each : chain) {
            certificates.add(Map.of("rawBytes", base64(each.getEncoded())));
        }
        return Map.of(
                "subject",
                Map.of("organization", "test", "commonName", "authority"),
                "uri",
                uri,
                "certChain",
                Map.of("certificates", certificates),
                "validFor",
                validity);
    }

    private static Map<String, Object> logTree(String url, PublicKey key, Map<String, Object> validity)
            throws GeneralSecurityException {
        return Map.of(
                "baseUrl",
                url,
                "hashAlgorithm",
                "SHA2_256",
                "publicKey",
                Map.of(
                        "rawBytes",
                        base64(key.getEncoded()),
                        "keyDetails",
                        "PKIX_ECDSA_P256_SHA_256",
                        "validFor",
                        validity),
                "logId",
                Map.of("keyId", base64(sha256(key.getEncoded()))));
    }

    private static X509v3CertificateBuilder builder(X500Name subject, PublicKey key, Instant from, Instant until) {
        return new X509v3CertificateBuilder(
                NAME,
                BigInteger.valueOf(System.nanoTime()),
                Date.from(from),
                Date.from(until),
                subject,
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    private static ContentSigner signer(KeyPair keys) throws GeneralSecurityException {
        try {
            return new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static X509Certificate decode(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    static KeyPair ec() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    static byte[] sign(KeyPair keys, byte[] content) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(keys.getPrivate());
        signer.update(content);
        return signer.sign();
    }

    static byte[] sha256(byte[] content) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(content);
    }

    static String base64(byte[] content) {
        return Base64.getEncoder().encodeToString(content);
    }

    static String json(Map<String, Object> tree) {
        return new String(JsonWriter.compact(tree), StandardCharsets.UTF_8);
    }
}
