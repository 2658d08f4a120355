// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Output of regsync 15. */
class ConfigTextTest {
    private static final String CONFIG = """
            creds:
              - registry: localhost:5000
                tls: disabled
                user: '{{env "HUB_USER"}}'
                pass: secret-pass
                token: secret-token
                clientKey: "secret\\nkey"
                clientCert: |
                  -----BEGIN CERTIFICATE-----
                  AAAA
                  -----END CERTIFICATE-----
                credExpire: 2s
                mirrors: [m1.example]
                apiOpts: {disableHead: "true"}
            defaults:
              parallel: 2
              interval: 60m
              backup: 'bk-{{.Ref.Tag}}'
            sync:
              - source: '{{env "HUB_USER"}}/a:3.10'
                target: 127.0.0.1:5000/a
                type: image
                tags: {allow: ["3", latest, "a b"], semverRange: [">=1"]}
                referrerFilters: [{artifactType: x/y, annotations: {k: v}}]
                hooks: {pre: {type: t, params: [p]}}
            """;

    private static final String PRINTED = """
        version: 1
        creds:
        - registry: localhost:5000
          tls: disabled
          regcert: ""
          clientCert: |
            -----BEGIN CERTIFICATE-----
            AAAA
            -----END CERTIFICATE-----
          clientKey: "***"
          hostname: ""
          user: octocat
          pass: "***"
          token: "***"
          credHelper: ""
          credExpire: 2000000000
          credHost: ""
          pathPrefix: ""
          mirrors:
          - m1.example
          priority: 0
          repoAuth: false
          api: ""
          apiOpts:
            disableHead: "true"
          blobChunk: 0
          blobMax: 0
          reqPerSec: 0.0
          reqConcurrent: 0
          scheme: ""
        defaults:
          backup: "bk-{{.Ref.Tag}}"
          interval: 1h0m0s
          schedule: ""
          timeout: 0s
          ratelimit:
            min: 0
            retry: 5m0s
          parallel: 2
          digestTags: null
          referrers: null
          referrerFilters: []
          referrerSource: ""
          referrerTarget: ""
          referrerSlow: null
          fastCheck: null
          forceRecursive: null
          includeExternal: null
          mediaTypes: []
          hooks:
            pre: null
            post: null
            unchanged: null
          blobLimit: 0
          cacheCount: 0
          cacheTime: 0s
          skipDockerConfig: false
          userAgent: ""
        sync:
        - source: octocat/a:3.10
          target: "127.0.0.1:5000/a"
          type: image
          tags:
            allow:
            - "3"
            - latest
            - "a b"
            deny: []
            semverRange:
            - ">=1"
          tagSets: []
          repos:
            allow: []
            deny: []
          digestTags: false
          referrers: false
          referrerFilters:
          - artifactType: x/y
            annotations:
              k: v
          referrerSource: ""
          referrerTarget: ""
          referrerSlow: false
          platform: ""
          platforms: []
          fastCheck: false
          forceRecursive: false
          includeExternal: false
          backup: "bk-{{.Ref.Tag}}"
          interval: 1h0m0s
          schedule: ""
          timeout: 0s
          ratelimit:
            min: 0
            retry: 5m0s
          mediaTypes:
          - application/vnd.docker.distribution.manifest.v2+json
          - application/vnd.docker.distribution.manifest.list.v2+json
          - application/vnd.oci.image.manifest.v1+json
          - application/vnd.oci.image.index.v1+json
          hooks:
            pre:
              type: t
              params:
              - p
            post: null
            unchanged: null
        """;

    @Test
    @DisplayName("regsync 15: all keys in a fixed order, defaults merged, templates expanded, secrets masked")
    void printsEverything() throws Exception {
        assertThat(ConfigText.of(Configs.load(CONFIG), false, Optional.empty())).isEqualTo(PRINTED);
    }

    @Test
    @DisplayName("regsync 15: what may be a secret in front of a host or behind a program is masked")
    void masksMisplacedSecrets() throws Exception {
        String config = "creds: [{registry: h, hostname: 's3cret@h.example', credHelper: 'docker-credential-x s3cret',"
                + " mirrors: ['me:s3cret@m.example'], user: me@corp.example}]\n"
                + "sync: [{source: s3cret@h.example/a, target: h/b, type: image}]";
        assertThat(ConfigText.of(Configs.load(config), false, Optional.empty()))
                .contains("***@h.example", "docker-credential-x ***", "***@m.example", "me@corp.example")
                .contains("***@h.example/a")
                .doesNotContain("s3cret");
        String state = "state: 'postgresql://db/a?user=me&pasword=s3cret&sslmode=require&PWD=s3cret'";
        assertThat(ConfigText.of(Configs.load(state), false, Optional.empty()))
                .contains("state: \"postgresql://db/a?user=me&pasword=***&sslmode=require&PWD=***\"\n");
        assertThat(ConfigText.of(Configs.load(config), true, Optional.empty()))
                .contains("docker-credential-x s3cret", "s3cret@h.example/a");
    }

    @Test
    @DisplayName("docs/regsync-hooks.md: config masks login and query of a hook's URL, wherever it stands, and headers")
    void masksHooks() throws Exception {
        String config = "sync: [{source: a, target: b, type: image, hooks: {"
                + "pre: {type: http, url: 'http://me:s3cret1@h/a?t=s3cret2', headers: {A: s3cret3}}, "
                + "post: {type: http, params: ['http://me:s3cret4@h/b?t=s3cret5']}, "
                + "unchanged: {type: exec, params: [tell, 'a?b=c', 'https://me:s3cret6@h/c?t=s3cret7']}}}]";
        assertThat(ConfigText.of(Configs.load(config), false, Optional.empty()))
                .contains("http://***@h/a?***", "http://***@h/b?***", "https://***@h/c?***", "- tell\n", "a?b=c")
                .doesNotContain("s3cret");
        assertThat(ConfigText.of(Configs.load(config), true, Optional.empty()))
                .contains("s3cret1", "s3cret2", "s3cret3", "s3cret4", "s3cret5", "s3cret6", "s3cret7");
    }

    @Test
    @DisplayName("regsync 15: the printed configuration with its secrets loads to the same configuration")
    void printsWhatLoadsAgain() throws Exception {
        String printed = ConfigText.of(Configs.load(CONFIG), true, Optional.empty());
        assertThat(printed)
                .contains("pass: secret-pass\n", "token: secret-token\n", "clientKey: |-\n    secret\n    key\n");
        assertThat(ConfigText.of(Configs.load(printed), true, Optional.empty())).isEqualTo(printed);
    }

    @Test
    @DisplayName("regsync 15: an empty configuration has empty lists")
    void printsAnEmptyConfiguration() throws Exception {
        assertThat(ConfigText.of(Configs.load(""), false, Optional.empty()))
                .startsWith("version: 1\ncreds: []\ndefaults:\n  backup: \"\"\n")
                .endsWith("  userAgent: \"\"\nsync: []\n");
    }
}
