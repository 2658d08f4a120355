// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Client certificates with their keys, offered to servers that ask (contract TL-2). Thread-safe after set-up. */
final class ClientKeys extends X509ExtendedKeyManager {
    private final List<Pair> pairs = new ArrayList<>();

    private record Pair(List<X509Certificate> chain, PrivateKey key) {}

    /** Adds a certificate chain, leaf first, and its key, both as PEM text. */
    void add(String certificatePem, String keyPem) throws GeneralSecurityException {
        List<X509Certificate> chain = TrustAnchors.certificates(certificatePem);
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("no client certificate found");
        }
        PrivateKey key = PrivateKeys.parse(PemBlock.parse(keyPem));
        PrivateKeys.requirePair(key, chain.getFirst().getPublicKey());
        pairs.add(new Pair(List.copyOf(chain), key));
    }

    /** A pair whose key type fits, preferably one issued by an authority the server names. */
    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        List<Integer> fitting = IntStream.range(0, pairs.size())
                .filter(i -> Arrays.asList(keyTypes).contains(pairs.get(i).key().getAlgorithm()))
                .boxed()
                .toList();
        CertificateRequest.note(fitting.isEmpty() ? CertificateRequest.UNMET : CertificateRequest.ANSWERED);
        return fitting.stream()
                .filter(i -> issuedByOne(pairs.get(i).chain(), issuers))
                .findFirst()
                .or(() -> fitting.stream().findFirst())
                .map(String::valueOf)
                .orElse(null);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return chooseClientAlias(keyTypes, issuers, null);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return pairs.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return pairs.get(Integer.parseInt(alias)).key();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return IntStream.range(0, pairs.size()).mapToObj(String::valueOf).toArray(String[]::new);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    private static boolean issuedByOne(List<X509Certificate> chain, Principal @Nullable [] issuers) {
        return issuers == null
                || issuers.length == 0
                || chain.stream().anyMatch(c -> Arrays.asList(issuers).contains(c.getIssuerX500Principal()));
    }
}
