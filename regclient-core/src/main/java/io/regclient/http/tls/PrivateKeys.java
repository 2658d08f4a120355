// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads PEM private keys: PKCS#8 (RFC 5208), PKCS#1 (RFC 8017 appendix A.1.2), SEC1 (RFC 5915) (contract OK-11). */
final class PrivateKeys {
    private static final byte[] VERSION_0 = {Der.INTEGER, 1, 0};
    private static final byte[] NULL = {0x05, 0};
    private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d010101");
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private PrivateKeys() {}

    /** The first private key of the blocks. */
    static PrivateKey parse(List<PemBlock> blocks) throws GeneralSecurityException {
        for (PemBlock block : blocks) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return pkcs8(block.decode());
                }
                case "RSA PRIVATE KEY" -> {
                    return pkcs8(wrapRsa(plain(block)));
                }
                case "EC PRIVATE KEY" -> {
                    return pkcs8(wrapEc(plain(block), blocks));
                }
                case "ENCRYPTED PRIVATE KEY" -> throw new GeneralSecurityException("the private key is encrypted");
                default -> {
                    continue;
                }
            }
        }
        throw new GeneralSecurityException("no private key found");
    }

    /** Fails when the certificate is for another key. */
    static void requirePair(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default -> "";
        };
        if (algorithm.isEmpty()) {
            return; // of a kind whose signatures have parameters of their own
        }
        byte[] sample = {1};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(sample);
        byte[] signed = signature.sign();
        if (!verifies(signature, certified, sample, signed)) {
            throw new GeneralSecurityException("the private key is not that of the certificate");
        }
    }

    private static boolean verifies(Signature signature, PublicKey certified, byte[] sample, byte[] signed) {
        try {
            signature.initVerify(certified);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // a key of another kind
        }
    }

    private static byte[] plain(PemBlock block) throws GeneralSecurityException {
        if (block.headers()) {
            throw new GeneralSecurityException("the private key is encrypted");
        }
        return block.decode();
    }

    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        Der info = Der.of(der).enter(Der.SEQUENCE);
        info.skip();
        byte[] algorithm = info.enter(Der.SEQUENCE).next();
        String name = switch (HexFormat.of().formatHex(algorithm)) {
            case "06092a864886f70d010101" -> "RSA";
            case "06092a864886f70d01010a" -> "RSASSA-PSS";
            case "06072a8648ce3d0201" -> "EC";
            case "06032b6570", "06032b6571" -> "EdDSA";
            default -> throw new GeneralSecurityException("unknown type of private key");
        };
        try {
            return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (InvalidKeySpecException e) {
            throw new GeneralSecurityException("the private key is damaged", e);
        }
    }

    private static byte[] wrapRsa(byte[] pkcs1) {
        return Der.element(
                Der.SEQUENCE, VERSION_0, Der.element(Der.SEQUENCE, RSA, NULL), Der.element(Der.OCTET_STRING, pkcs1));
    }

    private static byte[] wrapEc(byte[] sec1, List<PemBlock> blocks) throws GeneralSecurityException {
        return Der.element(
                Der.SEQUENCE,
                VERSION_0,
                Der.element(Der.SEQUENCE, EC, curve(sec1, blocks)),
                Der.element(Der.OCTET_STRING, sec1));
    }

    /** The object id of the curve: inside the key, or in the block before it that openssl writes. */
    private static byte[] curve(byte[] sec1, List<PemBlock> blocks) throws GeneralSecurityException {
        Der key = Der.of(sec1).enter(Der.SEQUENCE);
        key.skip();
        key.skip();
        if (key.peek() == Der.CONTEXT_0) {
            return key.enter(Der.CONTEXT_0).next();
        }
        Optional<PemBlock> parameters =
                blocks.stream().filter(b -> b.label().equals("EC PARAMETERS")).findFirst();
        if (parameters.isEmpty()) {
            throw new GeneralSecurityException("the EC private key does not name its curve");
        }
        return parameters.get().decode();
    }
}
