// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority made for the test run, with a host certificate for 127.0.0.1 and localhost and a client
 * certificate, all signed by it. Made by the JDK's own keytool, once per JVM.
 */
public final class TestTls {
    private static final String PASSWORD = "test-password";
    private static final String AUTHORITY = "ca";
    private static final String HOST = "host";
    private static final String CLIENT = "client";

    private final KeyStore keys;

    private TestTls(KeyStore keys) {
        this.keys = keys;
    }

    private static final class Shared {
        private static final TestTls INSTANCE = create();
    }

    /** The authority shared by all tests of this JVM; the first call takes about a second. */
    public static TestTls shared() {
        return Shared.INSTANCE;
    }

    /** A new authority that trusts nothing of the shared one. */
    public static TestTls create() {
        return create("san=ip:127.0.0.1,dns:localhost");
    }

    /** A new authority whose host certificate is for these names, with further options of keytool. */
    public static TestTls create(String names, String... options) {
        try {
            Path directory = Files.createTempDirectory("test-tls");
            Path file = directory.resolve("keys.p12");
            try {
                keytool(file, AUTHORITY, List.of("-ext", "bc:critical=ca:true", "-ext", "ku:critical=keyCertSign"));
                List<String> host =
                        new ArrayList<>(List.of("-signer", AUTHORITY, "-ext", names, "-ext", "eku=serverAuth"));
                host.addAll(List.of(options));
                keytool(file, HOST, host);
                keytool(file, CLIENT, List.of("-signer", AUTHORITY, "-ext", "eku=clientAuth"));
                return new TestTls(load(file));
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot read the key store made by keytool", e);
        }
    }

    private static void keytool(Path file, String alias, List<String> options) throws IOException {
        Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(program.toString(), "-genkeypair", "-alias", alias));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30", "-noprompt"));
        command.addAll(List.of("-dname", "CN=regclient test " + alias, "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", file.toString(), "-storepass", PASSWORD, "-J-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("keytool failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", e);
        }
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    /** For a server: shows the host certificate, trusts the client certificate. */
    public SSLContext serverContext() {
        return context(HOST);
    }

    /** For a client of the test: trusts the authority, shows the client certificate when asked. */
    public SSLContext clientContext() {
        return context(CLIENT);
    }

    /** For a client of the test: trusts the authority and has no certificate of its own. */
    public SSLContext trustOnlyContext() {
        return context("");
    }

    private SSLContext context(String alias) {
        try {
            char[] password = PASSWORD.toCharArray();
            KeyStore own = empty();
            if (!alias.isEmpty()) {
                own.setKeyEntry(alias, keys.getKey(alias, password), password, keys.getCertificateChain(alias));
            }
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(own, password);
            KeyStore trusted = empty();
            trusted.setCertificateEntry(AUTHORITY, keys.getCertificate(AUTHORITY));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make a TLS context for " + alias, e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** Certificate of the authority as PEM text, what a client has to trust. */
    public String authorityPem() {
        return certificate(AUTHORITY);
    }

    /** Client certificate as PEM text. */
    public String clientCertificatePem() {
        return certificate(CLIENT);
    }

    /** Private key of the client certificate as unencrypted PKCS#8 PEM text. */
    public String clientKeyPem() {
        return key(CLIENT);
    }

    /** Host certificate as PEM text. */
    public String hostCertificatePem() {
        return certificate(HOST);
    }

    /** Private key of the host certificate as unencrypted PKCS#8 PEM text. */
    public String hostKeyPem() {
        return key(HOST);
    }

    private String key(String alias) {
        try {
            return pem("PRIVATE KEY", keys.getKey(alias, PASSWORD.toCharArray()).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot read the key of " + alias, e);
        }
    }

    private String certificate(String alias) {
        try {
            return pem("CERTIFICATE", keys.getCertificate(alias).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot read certificate " + alias, e);
        }
    }

    private static String pem(String type, byte[] der) {
        byte[] newline = {'\n'};
        String base64 = Base64.getMimeEncoder(64, newline).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }
}
