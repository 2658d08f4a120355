// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/**
 * A timestamp authority (RFC 3161).
 *
 * @param keys that sign
 * @param certificate of these keys
 */
record PrivateClock(KeyPair keys, X509Certificate certificate) {
    /** A signed statement that something was there at a time. */
    byte[] timestamp(byte[] content, Instant at) throws GeneralSecurityException, IOException {
        try {
            DigestCalculator digests =
                    new JcaDigestCalculatorProviderBuilder().build().get(new AlgorithmIdentifier(TSPAlgorithms.SHA256));
            TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                    new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withECDSA", keys.getPrivate(), certificate),
                    digests,
                    new ASN1ObjectIdentifier("1.2.3.4"));
            TimeStampRequest request =
                    new TimeStampRequestGenerator().generate(TSPAlgorithms.SHA256, PrivateSigstore.sha256(content));
            return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
                    .generate(request, BigInteger.ONE, Date.from(at))
                    .getEncoded();
        } catch (TSPException | OperatorException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
