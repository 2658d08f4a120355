// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScopesTest {
    private final Scopes scopes = new Scopes();

    @Test
    @DisplayName("AU-12: actions of one repository grow in place, other scopes are entries of their own")
    void mergesActions() {
        assertThat(scopes.add("repository:proj:pull")).isTrue();
        assertThat(scopes.add("repository:proj:pull,push")).isTrue();
        assertThat(scopes.add("repository:new:delete")).isTrue();
        assertThat(scopes.add("repository:new:custom")).isTrue();
        assertThat(scopes.add("repository:new:push,pull")).isTrue();
        assertThat(scopes.list())
                .containsExactly(
                        "repository:proj:pull,push", "repository:new:delete,push,pull", "repository:new:custom");

        assertThat(scopes.add("repository:new:pull")).as("subset").isFalse();
        assertThat(scopes.add("repository:new:custom")).as("known").isFalse();
        assertThat(scopes.list()).hasSize(3);
    }

    @Test
    @DisplayName("AU-12: one text may hold several scopes, resources are compared as a whole")
    void splitsTexts() {
        assertThat(scopes.add("repository:a:pull repository:ab:pull registry:catalog:*"))
                .isTrue();
        assertThat(scopes.add("registry:catalog:*")).isFalse();
        assertThat(scopes.add("")).isFalse();
        assertThat(scopes.list()).containsExactly("repository:a:pull", "repository:ab:pull", "registry:catalog:*");
    }

    @Test
    @DisplayName("OJ-3: the list is bounded, the oldest scope is forgotten")
    void isBounded() {
        for (int i = 0; i <= Scopes.LIMIT; i++) {
            scopes.add("repository:r" + i + ":pull");
        }
        assertThat(scopes.list()).hasSize(Scopes.LIMIT).doesNotContain("repository:r0:pull");
        assertThat(scopes.add("repository:r0:pull")).isTrue();
    }

    @Test
    @DisplayName("OJ-3: a scope has at most 2,048 characters")
    void leavesOutLongScopes() {
        String fits = "x".repeat(Scopes.MAX_LENGTH);
        assertThat(scopes.add(fits)).isTrue();
        assertThat(scopes.add(fits + "x")).isFalse();
        assertThat(scopes.list()).containsExactly(fits);
    }
}
