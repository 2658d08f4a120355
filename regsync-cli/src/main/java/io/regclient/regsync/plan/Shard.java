// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.config.Environment;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the parts a set of names is split into by rendezvous hashing (Thaler and Ravishankar, "Using name-based mappings
 * to increase hit rates", 1998): of all shards the one with the highest score has the name. So a name keeps its shard
 * whatever other names there are, and a shard more takes names from the others and moves none between them.
 *
 * <p>The score of shard 3 for the name {@code docker.io/library/alpine} is the SHA-256 of the UTF-8 text
 * {@code 3 docker.io/library/alpine}. This never changes: processes of different versions may work on one configuration.
 *
 * @param index from 0
 * @param count of all shards
 */
public record Shard(int index, int count) {
    /** Far more than registries could serve; a score is a few hundred nanoseconds of work. */
    static final int MAX_COUNT = 10_000;

    /** Set in the pods of a Kubernetes Job whose completion mode is Indexed. */
    static final String JOB_INDEX = "JOB_COMPLETION_INDEX";

    private static final String NUMBER = "(0|[1-9][0-9]{0,8})";
    private static final Pattern FORM = Pattern.compile("(auto|" + NUMBER + ")/" + NUMBER);

    public Shard {
        if (count < 1 || count > MAX_COUNT || index < 0 || index >= count) {
            throw new IllegalArgumentException("no shard " + index + " of " + count);
        }
    }

    /**
     * Reads {@code I/N}, or {@code auto/N} whose I the environment of the pod says.
     *
     * @throws RegistryException of kind INVALID_INPUT; its message tells what is wrong without repeating the text
     */
    public static Shard parse(String text, Environment environment) throws RegistryException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw invalid("write I/N with I counted from 0, for example 0/4, or auto/N");
        }
        int count = Integer.parseInt(form.group(3));
        if (count < 1 || count > MAX_COUNT) {
            throw invalid("the number of shards is from 1 to " + MAX_COUNT);
        }
        if (!form.group(1).equals("auto")) {
            return of(form.group(2), count, "");
        }
        String index = environment.variable(JOB_INDEX).orElse("");
        if (index.isEmpty()) {
            throw invalid(JOB_INDEX + " is not set, Kubernetes sets it for jobs with completionMode: Indexed");
        }
        return of(index, count, JOB_INDEX + " is \"" + VisibleText.name(index) + "\", ");
    }

    private static Shard of(String index, int count, String origin) throws RegistryException {
        if (!index.matches(NUMBER) || Integer.parseInt(index) >= count) {
            throw invalid(origin + (count == 1 ? "the only shard is 0" : "the shards are 0 to " + (count - 1)));
        }
        return new Shard(Integer.parseInt(index), count);
    }

    private static RegistryException invalid(String why) {
        return RegistryException.of(ErrorKind.INVALID_INPUT, why);
    }

    /** True when this shard has the name; exactly one of all shards has it. */
    public boolean owns(String name) {
        MessageDigest hasher = DigestAlgorithm.SHA256.hasher();
        byte[] own = score(hasher, index, name);
        for (int other = 0; other < count; other++) {
            if (other != index && Arrays.compareUnsigned(score(hasher, other, name), own) > 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] score(MessageDigest hasher, int shard, String name) {
        return hasher.digest((shard + " " + name).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
