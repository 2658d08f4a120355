// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Changes some settings of a {@link HostConfig} and keeps the others. */
public final class HostConfigBuilder {
    private String name = "";
    private TlsMode tls = TlsMode.UNDEFINED;
    private String regcert = "";
    private String clientCert = "";
    private String clientKey = "";
    private String hostname = "";
    private String user = "";
    private String pass = "";
    private String token = "";
    private String credHelper = "";
    private Duration credExpire = Duration.ZERO;
    private String credHost = "";
    private String pathPrefix = "";
    private List<String> mirrors = List.of();
    private int priority;
    private boolean repoAuth;
    private Map<String, String> apiOpts = Map.of();
    private long blobChunk;
    private long blobMax;
    private double reqPerSec;
    private int reqConcurrent;
    private String api = "";
    private String scheme = "";

    HostConfigBuilder() {}

    HostConfigBuilder(HostConfig from) {
        name = from.name();
        tls = from.tls();
        regcert = from.regcert();
        clientCert = from.clientCert();
        clientKey = from.clientKey();
        hostname = from.hostname();
        user = from.user();
        pass = from.pass();
        token = from.token();
        credHelper = from.credHelper();
        credExpire = from.credExpire();
        credHost = from.credHost();
        pathPrefix = from.pathPrefix();
        mirrors = from.mirrors();
        priority = from.priority();
        repoAuth = from.repoAuth();
        apiOpts = from.apiOpts();
        blobChunk = from.blobChunk();
        blobMax = from.blobMax();
        reqPerSec = from.reqPerSec();
        reqConcurrent = from.reqConcurrent();
        api = from.api();
        scheme = from.scheme();
    }

    public HostConfigBuilder name(String value) {
        name = value;
        return this;
    }

    public HostConfigBuilder tls(TlsMode value) {
        tls = value;
        return this;
    }

    public HostConfigBuilder regcert(String value) {
        regcert = value;
        return this;
    }

    public HostConfigBuilder clientCert(String value) {
        clientCert = value;
        return this;
    }

    public HostConfigBuilder clientKey(String value) {
        clientKey = value;
        return this;
    }

    public HostConfigBuilder hostname(String value) {
        hostname = value;
        return this;
    }

    public HostConfigBuilder user(String value) {
        user = value;
        return this;
    }

    public HostConfigBuilder pass(String value) {
        pass = value;
        return this;
    }

    public HostConfigBuilder token(String value) {
        token = value;
        return this;
    }

    public HostConfigBuilder credHelper(String value) {
        credHelper = value;
        return this;
    }

    public HostConfigBuilder credExpire(Duration value) {
        credExpire = value;
        return this;
    }

    public HostConfigBuilder credHost(String value) {
        credHost = value;
        return this;
    }

    public HostConfigBuilder pathPrefix(String value) {
        pathPrefix = value;
        return this;
    }

    public HostConfigBuilder mirrors(List<String> value) {
        mirrors = value;
        return this;
    }

    public HostConfigBuilder priority(int value) {
        priority = value;
        return this;
    }

    public HostConfigBuilder repoAuth(boolean value) {
        repoAuth = value;
        return this;
    }

    public HostConfigBuilder apiOpts(Map<String, String> value) {
        apiOpts = value;
        return this;
    }

    public HostConfigBuilder blobChunk(long value) {
        blobChunk = value;
        return this;
    }

    public HostConfigBuilder blobMax(long value) {
        blobMax = value;
        return this;
    }

    public HostConfigBuilder reqPerSec(double value) {
        reqPerSec = value;
        return this;
    }

    public HostConfigBuilder reqConcurrent(int value) {
        reqConcurrent = value;
        return this;
    }

    public HostConfigBuilder api(String value) {
        api = value;
        return this;
    }

    public HostConfigBuilder scheme(String value) {
        scheme = value;
        return this;
    }

    public HostConfig build() {
        return new HostConfig(
                name,
                tls,
                regcert,
                clientCert,
                clientKey,
                hostname,
                user,
                pass,
                token,
                credHelper,
                credExpire,
                credHost,
                pathPrefix,
                mirrors,
                priority,
                repoAuth,
                apiOpts,
                blobChunk,
                blobMax,
                reqPerSec,
                reqConcurrent,
                api,
                scheme);
    }
}
