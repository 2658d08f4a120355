// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Changes some settings of a {@link HostConfig} and keeps the others. */
public final class HostConfigBuilder {
    private String name;
    private final Map<HostSetting<?>, Object> values;
    private boolean adaptive;

    HostConfigBuilder(String name, Map<HostSetting<?>, Object> values, boolean adaptive) {
        this.name = name;
        this.values = new HashMap<>(values);
        this.adaptive = adaptive;
    }

    /** Sets a setting; its zero value unsets it. */
    public <T> HostConfigBuilder set(HostSetting<T> setting, T value) {
        if (setting.type().zero().equals(value)) {
            return unset(setting);
        }
        values.put(setting, setting.type().copy(value));
        return this;
    }

    public HostConfigBuilder unset(HostSetting<?> setting) {
        values.remove(setting);
        return this;
    }

    public HostConfigBuilder name(String value) {
        name = value;
        return this;
    }

    public HostConfigBuilder tls(TlsMode value) {
        return set(HostSetting.TLS, value);
    }

    public HostConfigBuilder regcert(String value) {
        return set(HostSetting.REGCERT, value);
    }

    public HostConfigBuilder clientCert(String value) {
        return set(HostSetting.CLIENT_CERT, value);
    }

    public HostConfigBuilder clientKey(String value) {
        return set(HostSetting.CLIENT_KEY, value);
    }

    public HostConfigBuilder hostname(String value) {
        return set(HostSetting.HOSTNAME, value);
    }

    public HostConfigBuilder user(String value) {
        return set(HostSetting.USER, value);
    }

    public HostConfigBuilder pass(String value) {
        return set(HostSetting.PASS, value);
    }

    public HostConfigBuilder token(String value) {
        return set(HostSetting.TOKEN, value);
    }

    public HostConfigBuilder credHelper(String value) {
        return set(HostSetting.CRED_HELPER, value);
    }

    public HostConfigBuilder credExpire(Duration value) {
        return set(HostSetting.CRED_EXPIRE, value);
    }

    public HostConfigBuilder credHost(String value) {
        return set(HostSetting.CRED_HOST, value);
    }

    public HostConfigBuilder pathPrefix(String value) {
        return set(HostSetting.PATH_PREFIX, value);
    }

    public HostConfigBuilder mirrors(List<String> value) {
        return set(HostSetting.MIRRORS, value);
    }

    public HostConfigBuilder priority(int value) {
        return set(HostSetting.PRIORITY, value);
    }

    public HostConfigBuilder repoAuth(boolean value) {
        return set(HostSetting.REPO_AUTH, value);
    }

    public HostConfigBuilder apiOpts(Map<String, String> value) {
        return set(HostSetting.API_OPTS, value);
    }

    public HostConfigBuilder blobChunk(long value) {
        return set(HostSetting.BLOB_CHUNK, value);
    }

    public HostConfigBuilder blobMax(long value) {
        return set(HostSetting.BLOB_MAX, value);
    }

    public HostConfigBuilder reqPerSec(double value) {
        return set(HostSetting.REQ_PER_SEC, value);
    }

    /** A fixed number of requests at the same time. */
    public HostConfigBuilder reqConcurrent(int value) {
        return set(HostSetting.REQ_CONCURRENT, value).adaptive(false);
    }

    /** Whether {@code reqConcurrent} is only what nobody chose, see {@link HostConfig#isAdaptive}. */
    HostConfigBuilder adaptive(boolean value) {
        adaptive = value;
        return this;
    }

    public HostConfigBuilder api(String value) {
        return set(HostSetting.API, value);
    }

    public HostConfigBuilder scheme(String value) {
        return set(HostSetting.SCHEME, value);
    }

    public HostConfig build() {
        return new HostConfig(name, values, adaptive);
    }
}
