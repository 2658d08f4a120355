// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HostTableTest {
    private static final CredentialPrograms PROGRAMS = new CredentialPrograms(
            Environment.of(Map.of("PATH", "/nowhere"), Path.of("/nowhere"), Path.of("")),
            new ManualTime(),
            warning -> {});

    private final List<String> warnings = new ArrayList<>();

    private HostTable.Builder table() {
        return HostTable.builder(w -> warnings.add(w.toString())).credentialPrograms(PROGRAMS);
    }

    private static HostConfig layer(String name, UnaryOperator<HostConfigBuilder> settings) {
        return settings.apply(HostConfig.builder(name)).build();
    }

    private HostConfig merged(UnaryOperator<HostConfigBuilder> before, UnaryOperator<HostConfigBuilder> after) {
        return layer("h", before).mergedWith(layer("h", after), w -> warnings.add(w.toString()));
    }

    @Test
    @DisplayName("HC-6: Docker Hub is always known")
    void knowsDockerHub() {
        HostTable hosts = table().build();
        assertThat(hosts.names()).containsExactly("docker.io");
        for (String name : List.of("docker.io", "registry-1.docker.io", "https://index.docker.io/v1/")) {
            assertThat(hosts.host(name).hostname()).isEqualTo("registry-1.docker.io");
            assertThat(hosts.host(name).credHost()).isEqualTo("https://index.docker.io/v1/");
        }
    }

    @Test
    @DisplayName("HC-3: look-ups ignore scheme and path")
    void normalisesLookUps() {
        HostTable hosts = table().add(layer("h:5000", h -> h.user("u"))).build();
        for (String name : List.of("h:5000", "h:5000/path", "http://h:5000", "https://h:5000/a/b")) {
            assertThat(hosts.host(name).user()).isEqualTo("u");
        }
        assertThat(hosts.host("h").user()).isEmpty();
        assertThat(hosts.host("h").reqConcurrent()).isEqualTo(3);
        assertThat(hosts.host("http://other:80").tls()).isEqualTo(TlsMode.DISABLED);
        assertThat(hosts.names()).containsExactly("docker.io", "h:5000");
    }

    @Test
    @DisplayName("HC-7, regctl 4.4, 4.5: Docker, then hostDefault, then the file, then flags")
    void laterLayersWin() {
        HostTable hosts = table().add(HostConfig.named("a").toBuilder()
                        .user("docker")
                        .pass("p")
                        .build())
                .add(HostConfig.named("b").toBuilder().user("docker").pass("p").build())
                .hostDefault(layer("", h -> h.mirrors(List.of("m")).tls(TlsMode.INSECURE)))
                .addAll(List.of(layer("a", h -> h.user("file").tls(TlsMode.DISABLED)), layer("c", h -> h.user("file"))))
                .add(layer("a", h -> h.user("flag")))
                .build();
        assertThat(hosts.host("a").user()).isEqualTo("flag");
        assertThat(hosts.host("a").pass()).isEqualTo("p");
        assertThat(hosts.host("a").mirrors()).isEmpty();
        assertThat(hosts.host("b").tls()).isEqualTo(TlsMode.ENABLED);
        assertThat(hosts.host("c").mirrors()).containsExactly("m");
        assertThat(hosts.host("c").tls()).isEqualTo(TlsMode.INSECURE);
        assertThat(hosts.host("never").mirrors()).containsExactly("m");
        assertThat(hosts.host("docker.io").mirrors()).isEmpty();
        assertThat(warnings)
                .containsExactly(
                        "Changing login user for registry orig=docker new=file host=a",
                        "Changing TLS settings for registry orig=enabled new=disabled host=a",
                        "Changing login user for registry orig=file new=flag host=a");
    }

    @Test
    @DisplayName("HC-4: the hostname of Docker Hub is nobody's decision, the next one is")
    void changesTheHostnameOfDockerHub() {
        HostTable hosts = table().add(layer("docker.io", h -> h.user("u")))
                .add(layer("docker.io", h -> h.hostname("mirror.example")))
                .build();
        assertThat(hosts.host("docker.io").hostname()).isEqualTo("mirror.example");
        assertThat(warnings).isEmpty();
        table().add(layer("docker.io", h -> h.hostname("me:s3cret@a.example")))
                .add(layer("docker.io", h -> h.hostname("b.example").credHelper("x s3cret")))
                .add(layer("docker.io", h -> h.credHelper("y s3cret")))
                .build();
        assertThat(warnings)
                .containsExactly(
                        "Changing hostname settings for registry orig=***@a.example new=b.example host=docker.io",
                        "Changing credential helper for registry orig=x *** new=y *** host=docker.io");
    }

    @Test
    @DisplayName("HC-6: an entry without a name is ignored with a warning that holds no secret")
    void ignoresEntriesWithoutName() {
        HostTable hosts = table().add(
                        layer("", h -> h.hostname("h").pass("hunter2").token("hunter2")))
                .add(layer("", h -> h.user("u")))
                .build();
        assertThat(hosts.names()).containsExactly("docker.io");
        assertThat(warnings)
                .containsExactly(
                        "Ignoring registry config without a name hostname=h",
                        "Ignoring registry config without a name");
    }

    @Test
    @DisplayName("HC-2: other names of Docker Hub are entries for docker.io and no hosts to contact")
    void foldsDockerHub() {
        HostTable hosts = table().add(
                        layer("https://index.docker.io/v1/", h -> h.user("u").hostname("https://index.docker.io/v1/")))
                .add(layer("registry-1.docker.io", h -> h.pass("p").hostname("docker.io")))
                .build();
        assertThat(hosts.names()).containsExactly("docker.io");
        HostConfig hub = hosts.host("docker.io");
        assertThat(hub.hostname()).isEqualTo("registry-1.docker.io");
        assertThat(hub.user()).isEqualTo("u");
        assertThat(hub.pass()).isEqualTo("p");
        assertThat(warnings).isEmpty();
    }

    private static HostConfig everyFieldChanged() {
        return HostConfig.builder("other")
                .tls(TlsMode.INSECURE)
                .regcert("r2")
                .clientCert("c2")
                .clientKey("k2")
                .hostname("h2")
                .user("u2")
                .pass("p2")
                .token("t2")
                .credHelper("helper2")
                .credExpire(Duration.ofSeconds(2))
                .credHost("ch2")
                .pathPrefix("/pp2//")
                .mirrors(List.of("m2", "m3"))
                .priority(2)
                .repoAuth(true)
                .apiOpts(Map.of("b", "2", "c", "2"))
                .blobChunk(2)
                .blobMax(-1)
                .reqPerSec(0.5)
                .reqConcurrent(2)
                .build();
    }

    @Test
    @DisplayName("HC-4: every non-empty field overwrites, with a warning for each changed value")
    void mergesEveryField() {
        HostConfig old = HostConfig.builder("h")
                .tls(TlsMode.ENABLED)
                .regcert("r1")
                .clientCert("c1")
                .clientKey("k1")
                .hostname("h1")
                .user("u1")
                .pass("p1")
                .token("t1")
                .credExpire(Duration.ofSeconds(1))
                .credHost("ch1")
                .pathPrefix("pp1")
                .mirrors(List.of("m1"))
                .priority(1)
                .apiOpts(Map.of("a", "1", "b", "1"))
                .blobChunk(1)
                .blobMax(1)
                .reqPerSec(1)
                .reqConcurrent(1)
                .build();
        HostConfig newer = everyFieldChanged();
        HostConfig result = old.mergedWith(newer, w -> warnings.add(w.toString()));
        assertThat(result)
                .isEqualTo(newer.toBuilder()
                        .name("h")
                        .pathPrefix("pp2")
                        .apiOpts(Map.of("a", "1", "b", "2", "c", "2"))
                        .build());
        assertThat(warnings)
                .containsExactly(
                        "Changing login user for registry orig=u1 new=u2 host=h",
                        "Changing login password for registry host=h",
                        "Changing login token for registry host=h",
                        "Changing credential expire for registry orig=1s new=2s host=h",
                        "Changing credential host for registry orig=ch1 new=ch2 host=h",
                        "Changing TLS settings for registry orig=enabled new=insecure host=h",
                        "Changing certificate settings for registry orig=r1 new=r2 host=h",
                        "Changing client certificate settings for registry orig=c1 new=c2 host=h",
                        "Changing client certificate key settings for registry host=h",
                        "Changing hostname settings for registry orig=h1 new=h2 host=h",
                        "Changing path prefix settings for registry orig=pp1 new=pp2 host=h",
                        "Changing mirror settings for registry orig=[m1] new=[m2, m3] host=h",
                        "Changing APIOpts setting for registry orig=1 new=2 opt=b host=h",
                        "Changing priority settings for registry orig=1 new=2 host=h",
                        "Changing blobChunk settings for registry orig=1 new=2 host=h",
                        "Changing blobMax settings for registry orig=1 new=-1 host=h",
                        "Changing reqPerSec settings for registry orig=1 new=0.5 host=h",
                        "Changing reqConcurrent settings for registry orig=1 new=2 host=h");
    }

    @Test
    @DisplayName("HC-4: empty fields keep what is there, equal ones are no change, flags are never switched off")
    void keepsWhatIsNotMentioned() {
        HostConfig full = HostConfig.named("h").toBuilder()
                .user("u")
                .repoAuth(true)
                .mirrors(List.of("m"))
                .apiOpts(Map.of("a", "1"))
                .blobChunk(5)
                .blobMax(6)
                .reqPerSec(7)
                .priority(8)
                .pathPrefix("p")
                .build();
        assertThat(full.mergedWith(HostConfig.builder("h").build(), w -> warnings.add(w.toString())))
                .isEqualTo(full);
        assertThat(full.mergedWith(full, w -> warnings.add(w.toString()))).isEqualTo(full);
        HostConfig negative = HostConfig.builder("h").blobChunk(-1).build();
        assertThat(full.mergedWith(negative, w -> warnings.add(w.toString()))).isEqualTo(full);
        assertThat(warnings).isEmpty();
    }

    @Test
    @DisplayName("24.A 11, HC-5: a fixed login drops an inherited helper, a helper drops an inherited login")
    void switchesLogins() {
        UnaryOperator<HostConfigBuilder> helper = h -> h.credHelper("ch").credExpire(Duration.ofSeconds(9));
        UnaryOperator<HostConfigBuilder> login = h -> h.user("u").pass("p");
        UnaryOperator<HostConfigBuilder> token = h -> h.token("t");
        HostConfig toLogin = merged(helper, login);
        assertThat(toLogin.credHelper()).isEmpty();
        assertThat(toLogin.credExpire()).isZero();
        assertThat(toLogin.user()).isEqualTo("u");
        HostConfig toToken = merged(helper, token);
        assertThat(toToken.credHelper()).isEmpty();
        assertThat(toToken.token()).isEqualTo("t");
        HostConfig toHelper = merged(h -> token.apply(login.apply(h)), helper);
        assertThat(toHelper.credHelper()).isEqualTo("ch");
        assertThat(toHelper.user() + toHelper.pass() + toHelper.token()).isEmpty();
        HostConfig both = merged(login, h -> h.credHelper("ch").user("v"));
        assertThat(both.credHelper()).isEqualTo("ch");
        assertThat(both.user()).isEqualTo("v");
        assertThat(both.pass()).as("the password of u is not that of v").isEmpty();
        HostConfig oldToken = merged(h -> token.apply(helper.apply(h)), login);
        assertThat(oldToken.credHelper()).as("whatever the older layer had").isEmpty();
    }

    @Test
    @DisplayName("regsync 3.1: deprecated settings are mentioned, also in the first layer")
    void warnsAboutDeprecatedSettings() {
        table().add(layer("h", h -> h.scheme("http").api("hub").tls(TlsMode.DISABLED)))
                .build();
        assertThat(warnings)
                .containsExactly(
                        "API field has been deprecated api=hub host=h",
                        "Scheme is deprecated, for http set TLS to disabled name=h");
    }

    @Test
    @DisplayName("CH-3: the helper is asked when there is one")
    void findsLogins() {
        HostTable plain =
                table().add(layer("h", h -> h.user("u").pass("p").token("t"))).build();
        assertThat(plain.credential(plain.host("h"))).isEqualTo(new Credential("u", "p", "t"));
        assertThat(plain.credential(plain.host("other"))).isEqualTo(Credential.NONE);
        HostTable without =
                table().add(layer("h", h -> h.credHelper("no-such-program"))).build();
        assertThat(without.credential(without.host("h")).isEmpty()).isTrue();
    }
}
