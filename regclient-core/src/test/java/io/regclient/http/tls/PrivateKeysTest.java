// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PrivateKeysTest {

    @Test
    @DisplayName("OK-11: RSA keys as PKCS#8 and PKCS#1")
    void rsaKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        assertThat(parse(pem("PRIVATE KEY", pkcs8))).isEqualTo(pair.getPrivate());
        assertThat(parse(pem("RSA PRIVATE KEY", inner(pkcs8)))).isEqualTo(pair.getPrivate());
    }

    @Test
    @DisplayName("OK-11: EC keys as PKCS#8 and as SEC1 with the curve inside or in a block before")
    void ecKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        byte[] sec1 = inner(pkcs8);
        byte[] curve = HexFormat.of().parseHex("06082a8648ce3d030107");
        Der fields = Der.of(sec1).enter(Der.SEQUENCE);
        byte[] withCurve = Der.element(Der.SEQUENCE, fields.next(), fields.next(), Der.element(Der.CONTEXT_0, curve));
        assertThat(parse(pem("PRIVATE KEY", pkcs8))).isEqualTo(pair.getPrivate());
        assertThat(parse(pem("EC PRIVATE KEY", withCurve)).getEncoded()).isNotEmpty();
        assertThat(parse(pem("EC PARAMETERS", curve) + pem("EC PRIVATE KEY", sec1))
                        .getAlgorithm())
                .isEqualTo("EC");
        assertThatThrownBy(() -> parse(pem("EC PRIVATE KEY", sec1)))
                .hasMessage("the EC private key does not name its curve");
    }

    @Test
    @DisplayName("OK-11: Ed25519 keys; encrypted and missing keys are refused")
    void otherKeys() throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        assertThat(parse(pem("PRIVATE KEY", pair.getPrivate().getEncoded()))).isEqualTo(pair.getPrivate());
        assertThatThrownBy(() -> parse(pem("ENCRYPTED PRIVATE KEY", new byte[3])))
                .hasMessage("the private key is encrypted");
        assertThatThrownBy(() -> parse("""
                        -----BEGIN RSA PRIVATE KEY-----
                        Proc-Type: 4,ENCRYPTED

                        AA==
                        -----END RSA PRIVATE KEY-----
                        """)).hasMessage("the private key is encrypted");
        assertThatThrownBy(() -> parse("nothing")).hasMessage("no private key found");
        assertThatThrownBy(() -> parse(pem("PRIVATE KEY", new byte[] {0x30, 0x50, 1})))
                .isInstanceOf(GeneralSecurityException.class);
    }

    private static PrivateKey parse(String pem) throws GeneralSecurityException {
        return PrivateKeys.parse(PemBlock.parse(pem));
    }

    /** The bare key inside of a PKCS#8 structure. */
    private static byte[] inner(byte[] pkcs8) throws GeneralSecurityException {
        Der info = Der.of(pkcs8).enter(Der.SEQUENCE);
        info.skip();
        info.skip();
        return info.content(Der.OCTET_STRING);
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }
}
