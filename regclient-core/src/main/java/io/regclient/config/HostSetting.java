// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.RegistryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A setting of a host, declared once (contract core 3, HC-1 to HC-5). The declaration gives its key in regctl's JSON
 * file and in the {@code creds} of regsync and regbot, its part in {@code --host}, how layers are merged, what is secret,
 * its name in templates, and its line in the documentation. The order is that of all files and listings.
 *
 * @param <T> type of its value
 */
public final class HostSetting<T> {
    private static final List<HostSetting<?>> DECLARED = new ArrayList<>();

    public static final HostSetting<TlsMode> TLS = declare(
            "tls",
            "TLS",
            SettingType.TLS,
            "TLS settings",
            "`enabled`, `insecure` (https without verification), `disabled` (http)",
            "`enabled`",
            Trait.HOST_FLAG);
    public static final HostSetting<String> REGCERT = declare(
            "regcert", "RegCert", SettingType.TEXT, "certificate settings", "CA certificates, PEM", "", Trait.TEMPLATE);
    public static final HostSetting<String> CLIENT_CERT = declare(
            "clientCert",
            "ClientCert",
            SettingType.TEXT,
            "client certificate settings",
            "client certificate, PEM",
            "",
            Trait.TEMPLATE);
    public static final HostSetting<String> CLIENT_KEY = declare(
            "clientKey",
            "ClientKey",
            SettingType.TEXT,
            "client certificate key settings",
            "key of the client certificate, PEM",
            "",
            Trait.TEMPLATE,
            Trait.SECRET);
    public static final HostSetting<String> HOSTNAME = declare(
            "hostname",
            "Hostname",
            SettingType.ADDRESS,
            "hostname settings",
            "host and port that are contacted",
            "the name");
    public static final HostSetting<String> USER = declare(
            "user",
            "User",
            SettingType.TEXT,
            "login user",
            "user of the login",
            "",
            Trait.LOGIN,
            Trait.TEMPLATE,
            Trait.HOST_FLAG);
    public static final HostSetting<String> PASS = declare(
            "pass",
            "Pass",
            SettingType.TEXT,
            "login password",
            "password of the login",
            "",
            Trait.LOGIN,
            Trait.TEMPLATE,
            Trait.HOST_FLAG,
            Trait.SECRET);
    public static final HostSetting<String> TOKEN =
            declare("token", "Token", SettingType.TEXT, "login token", "identity token", "", Trait.LOGIN, Trait.SECRET);
    public static final HostSetting<String> CRED_HELPER = declare(
            "credHelper",
            "CredHelper",
            SettingType.PROGRAM,
            "credential helper",
            "program that knows the login, for example `docker-credential-ecr-login`",
            "",
            Trait.LOGIN);
    public static final HostSetting<Duration> CRED_EXPIRE = declare(
            "credExpire",
            "CredExpire",
            SettingType.DURATION,
            "credential expire",
            "how long a login from the program is used",
            "`1h`",
            Trait.LOGIN);
    public static final HostSetting<String> CRED_HOST = declare(
            "credHost",
            "CredHost",
            SettingType.ADDRESS,
            "credential host",
            "server name given to the program",
            "`hostname`",
            Trait.LOGIN);
    public static final HostSetting<String> PATH_PREFIX = declare(
            "pathPrefix",
            "PathPrefix",
            SettingType.PATH,
            "path prefix settings",
            "inserted before repository names",
            "");
    public static final HostSetting<List<String>> MIRRORS = declare(
            "mirrors",
            "Mirrors",
            SettingType.NAMES,
            "mirror settings",
            "names of registries that are asked first for pulls",
            "");
    public static final HostSetting<Integer> PRIORITY = declare(
            "priority",
            "Priority",
            SettingType.RANK,
            "priority settings",
            "order of mirrors and the registry itself: lower first, the registry after mirrors of its priority",
            "0",
            Trait.LIMIT);
    public static final HostSetting<Boolean> REPO_AUTH = declare(
            "repoAuth",
            "RepoAuth",
            SettingType.SWITCH,
            "token per repository",
            "one token per repository",
            "`false`",
            Trait.LOGIN);
    public static final HostSetting<String> API = declare(
            "api", "API", SettingType.TEXT, "API", "deprecated, warned about, without effect", "", Trait.DEPRECATED);
    public static final HostSetting<Map<String, String>> API_OPTS = declare(
            "apiOpts",
            "APIOpts",
            SettingType.OPTIONS,
            "APIOpts",
            "`disableHead: \"true\"` fetches manifests instead of asking with HEAD",
            "");
    public static final HostSetting<Long> BLOB_CHUNK = declare(
            "blobChunk",
            "BlobChunk",
            SettingType.SIZE,
            "blobChunk settings",
            "bytes of an upload chunk",
            "1 MiB",
            Trait.LIMIT);
    public static final HostSetting<Long> BLOB_MAX = declare(
            "blobMax",
            "BlobMax",
            SettingType.LIMIT,
            "blobMax settings",
            "above this many bytes a blob is uploaded in chunks, -1 never",
            "-1",
            Trait.LIMIT);
    public static final HostSetting<Double> REQ_PER_SEC = declare(
            "reqPerSec",
            "ReqPerSec",
            SettingType.RATE,
            "reqPerSec settings",
            "requests per second",
            "no limit",
            Trait.LIMIT);
    public static final HostSetting<Integer> REQ_CONCURRENT = declare(
            "reqConcurrent",
            "ReqConcurrent",
            SettingType.COUNT,
            "reqConcurrent settings",
            "requests at the same time",
            "3 to 16, as the host takes it; 3 for Docker Hub",
            Trait.LIMIT);
    public static final HostSetting<String> SCHEME = declare(
            "scheme", "", SettingType.TEXT, "scheme", "deprecated, warned about, without effect", "", Trait.DEPRECATED);

    private static final int DEPRECATED_RANK = 3;

    private static final List<HostSetting<?>> ALL = Collections.unmodifiableList(DECLARED);

    /** What is special about a setting. */
    private enum Trait {
        /** Part of how a login is found. */
        LOGIN,
        /** A number that bounds or orders requests. */
        LIMIT,
        /** Only read to be warned about. */
        DEPRECATED,
        /** Never printed, logged or shown. */
        SECRET,
        /** Expanded in the files of regsync and regbot. */
        TEMPLATE,
        /** Can be given in {@code --host}. */
        HOST_FLAG
    }

    private final String key;
    private final String inTemplates;
    private final SettingType<T> type;
    private final String label;
    private final String meaning;
    private final String byDefault;
    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);

    private HostSetting(
            String key, String inTemplates, SettingType<T> type, String label, String meaning, String byDefault) {
        this.key = key;
        this.inTemplates = inTemplates;
        this.type = type;
        this.label = label;
        this.meaning = meaning;
        this.byDefault = byDefault;
    }

    /**
     * Adds a setting to the list.
     *
     * @param key name in files
     * @param inTemplates name in templates, empty for a setting they do not see
     * @param label name in a warning that a layer changes it
     * @param meaning line in the documentation
     * @param byDefault what holds when nobody sets it, for the documentation
     */
    private static <T> HostSetting<T> declare(
            String key,
            String inTemplates,
            SettingType<T> type,
            String label,
            String meaning,
            String byDefault,
            Trait... traits) {
        HostSetting<T> setting = new HostSetting<>(key, inTemplates, type, label, meaning, byDefault);
        Collections.addAll(setting.traits, traits);
        DECLARED.add(setting);
        return setting;
    }

    /** All settings in the order of files and listings. */
    public static List<HostSetting<?>> all() {
        return ALL;
    }

    /** All settings in the order in which layers are merged: the login comes first. */
    static List<HostSetting<?>> inMergeOrder() {
        List<HostSetting<?>> ordered = new ArrayList<>(ALL.size());
        for (int rank = 0; rank <= DEPRECATED_RANK; rank++) {
            for (HostSetting<?> setting : ALL) {
                if (setting.mergeRank() == rank) {
                    ordered.add(setting);
                }
            }
        }
        return ordered;
    }

    private int mergeRank() {
        if (traits.contains(Trait.LOGIN)) {
            return 0;
        }
        if (isDeprecated()) {
            return DEPRECATED_RANK;
        }
        return traits.contains(Trait.LIMIT) ? 2 : 1;
    }

    /** Name in files. */
    public String key() {
        return key;
    }

    /** Name in templates; empty for a setting they do not see. */
    public String inTemplates() {
        return inTemplates;
    }

    /** Line in the documentation. */
    public String meaning() {
        return meaning;
    }

    /** What holds when nobody sets it, for the documentation. */
    public String byDefault() {
        return byDefault;
    }

    /** True when the value must not be shown. */
    public boolean isSecret() {
        return traits.contains(Trait.SECRET);
    }

    /** True for a value that must not be shown: a secret, or a text with a private key where none belongs. */
    public boolean hides(Object value) {
        return isSecret() || (value instanceof String text && text.contains("PRIVATE KEY-----"));
    }

    /** The value as it may be shown: without a login in front of a host, or a word behind a program. */
    public T shown(HostConfig host) {
        return type.withoutSecret(host.get(this));
    }

    /** True when regsync and regbot expand the value as a template. */
    public boolean isTemplate() {
        return traits.contains(Trait.TEMPLATE);
    }

    /** True when {@code --host} can set it. */
    public boolean isHostFlag() {
        return traits.contains(Trait.HOST_FLAG);
    }

    boolean isDeprecated() {
        return traits.contains(Trait.DEPRECATED);
    }

    String label() {
        return label;
    }

    SettingType<T> type() {
        return type;
    }

    /** Reads the setting into a builder. */
    public void read(SettingSource source, HostConfigBuilder into) throws RegistryException {
        into.set(this, type.read(source, key));
    }

    /** Reads the setting from one text, as a flag gives it. */
    public void parse(String text, HostConfigBuilder into) throws RegistryException {
        read(new SettingText(text), into);
    }

    @Override
    public String toString() {
        return key;
    }
}
