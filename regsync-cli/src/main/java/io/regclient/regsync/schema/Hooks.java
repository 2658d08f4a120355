// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.TypeName;
import io.regclient.kit.yaml.StrictKeys;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Programs and servers that are asked, or told, about a copy. The Go tools read {@code type} and {@code params} and run
 * nothing (contract regsync 17).
 *
 * @param pre before a copy
 * @param post after a copy
 * @param unchanged when there is nothing to copy
 */
@TypeName("main.ConfigHooks")
public record Hooks(
        @Key("asked before an image is copied: it may deny or hold it")
        Optional<Hook> pre,

        @Key("told after an image was copied") Optional<Hook> post,

        @Key("told about a tag that has what the source has")
        Optional<Hook> unchanged)
        implements StrictKeys {

    /** True when there is none. */
    boolean isEmpty() {
        return set(pre).isEmpty() && set(post).isEmpty() && set(unchanged).isEmpty();
    }

    /** A hook of no keys is none: that is how an entry does without the one of the defaults. */
    static Optional<Hook> set(Optional<Hook> hook) {
        return hook.isPresent() && hook.get().isEmpty() ? Optional.empty() : hook;
    }

    /**
     * One hook.
     *
     * @param type {@code exec} or {@code http}
     * @param params the program and its arguments; of type http the URL
     * @param url of type http
     * @param timeout zero for the default
     * @param fail {@code closed} or {@code open}, empty for closed
     * @param env variables that the program gets
     * @param headers of the request
     */
    @TypeName("main.ConfigHook")
    public record Hook(
            @Key(
                    value = "`exec` runs a program, `http` sends a request. See [hooks](regsync-hooks.md)",
                    words = {"exec", "http"})
            String type,

            @Key(value = "the program and its arguments, each as it is: no shell reads them. Templates", secret = true)
            List<String> params,

            @Key(value = "where the request goes. Template", omitEmpty = true, secret = true)
            String url,

            @Key(value = "how long it may take", byDefault = "`30s`", omitEmpty = true)
            Duration timeout,

            @Key(
                    value =
                            "what a `pre` that fails means: `closed` denies the image, `open` lets it through with a warning",
                    byDefault = "`closed`",
                    words = {"closed", "open"},
                    omitEmpty = true)
            String fail,

            @Key(
                    value =
                            "names of environment variables that the program gets besides `PATH`, `HOME`, `TZ` and `LANG`",
                    omitEmpty = true)
            List<String> env,

            @Key(value = "header lines of the request. Templates", omitEmpty = true, secret = true)
            Map<String, String> headers)
            implements StrictKeys {
        /** As the Go tools print a hook that has no keys. */
        private static final Set<String> PRINTED = Set.of("type", "params");

        public Hook {
            params = List.copyOf(params);
            env = List.copyOf(env);
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }

        boolean isEmpty() {
            return type.isEmpty() && params.isEmpty() && url.isEmpty();
        }

        @Override
        public String objection(Set<String> written) {
            return isEmpty() && !written.equals(PRINTED)
                    ? "a hook needs type: exec with params, or type: http with url; none at all is {}"
                    : "";
        }
    }
}
