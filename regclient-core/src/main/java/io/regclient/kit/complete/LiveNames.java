// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.complete;

import io.regclient.kit.cli.Invocation;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.util.List;

/** Names that a program can look up while somebody types. */
public interface LiveNames {
    /** For a program whose command lines name nothing in a registry. */
    LiveNames NONE = new LiveNames() {
        @Override
        public List<String> registries(Invocation invocation) {
            return List.of();
        }

        @Override
        public List<String> repositories(Invocation invocation, String registry) {
            return List.of();
        }

        @Override
        public List<String> tags(Invocation invocation, Ref repository) {
            return List.of();
        }
    };

    /** The registries of the configuration. */
    List<String> registries(Invocation invocation) throws IOException;

    /** What the catalogue of a registry tells first. */
    List<String> repositories(Invocation invocation, String registry) throws IOException;

    /** The first tags of a repository. */
    List<String> tags(Invocation invocation, Ref repository) throws IOException;
}
