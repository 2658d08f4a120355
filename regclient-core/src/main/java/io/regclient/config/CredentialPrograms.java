// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.time.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Logins from credential helper programs (contract CH-1 to CH-4), asked when one is needed and remembered for a while.
 * Calls of the same program never overlap. Thread-safe.
 */
public final class CredentialPrograms {
    /** Time a program may take; a key store may be waiting for its owner. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /** How long a login is used when the host does not say (CH-3). */
    public static final Duration DEFAULT_EXPIRY = Duration.ofHours(1);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final CredentialProcess process;
    private final Ticker ticker;
    private final Consumer<ConfigWarning> warnings;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<Key, Answer> answers = new ConcurrentHashMap<>();

    /** A login belongs to a program and the server it was asked for. */
    private record Key(String program, String server) {}

    private record Answer(Optional<Credential> login, long untilNanos) {}

    public CredentialPrograms(Environment environment, Ticker ticker, Consumer<ConfigWarning> warnings) {
        this(environment, ticker, warnings, DEFAULT_TIMEOUT);
    }

    /** With another time limit per call. */
    public CredentialPrograms(
            Environment environment, Ticker ticker, Consumer<ConfigWarning> warnings, Duration timeout) {
        this.process = new CredentialProcess(environment, timeout);
        this.ticker = ticker;
        this.warnings = warnings;
    }

    /**
     * The login of a host that has a helper. A failing helper is one warning, leaves the login as it was (at first the
     * fixed one of the host, which may be none) and is asked again five seconds later (CH-3).
     */
    public Credential credential(HostConfig host) {
        Key key = new Key(host.credHelper(), host.credHost().isEmpty() ? host.hostname() : host.credHost());
        ReentrantLock lock = locks.computeIfAbsent(key.program, program -> new ReentrantLock());
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the request this login is for ends when it looks at that
            return fixed(host);
        }
        try {
            Answer known = answers.get(key);
            if (known == null || ticker.nanos() - known.untilNanos >= 0) {
                known = ask(key, host, known == null ? Optional.empty() : known.login);
                answers.put(key, known);
            }
            return known.login.orElseGet(() -> fixed(host));
        } finally {
            lock.unlock();
        }
    }

    private static Credential fixed(HostConfig host) {
        return new Credential(host.user(), host.pass(), host.token());
    }

    private Answer ask(Key key, HostConfig host, Optional<Credential> before) {
        try {
            Credential login = get(key);
            Duration valid = host.credExpire().isPositive() ? host.credExpire() : DEFAULT_EXPIRY;
            return new Answer(Optional.of(login), ticker.nanos() + valid.toNanos());
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.CANCELED) {
                return new Answer(before, ticker.nanos()); // says nothing about the program: the next one asks again
            }
            warnings.accept(ConfigWarning.of(
                    "Failed to get credentials from helper", "host", host.name(), "err", e.getMessage()));
            return new Answer(before, ticker.nanos() + AFTER_FAILURE.toNanos());
        }
    }

    private Credential get(Key key) throws RegistryException {
        JsonObject answer = answer(key.program, "get", key.server).ignoringCase();
        String user = answer.string("Username");
        String secret = answer.string("Secret");
        return user.equals("<token>") ? new Credential("", "", secret) : new Credential(user, secret, "");
    }

    /**
     * The servers a helper has logins for, with their user names (DC-5).
     *
     * @throws RegistryException when the program fails
     */
    public Map<String, String> list(String program) throws RegistryException {
        JsonObject answer = answer(program, "list", "");
        Map<String, String> users = new LinkedHashMap<>();
        for (String server : answer.keys()) {
            users.put(server, answer.string(server));
        }
        return users;
    }

    private JsonObject answer(String program, String verb, String input) throws RegistryException {
        byte[] output = process.run(program, verb, input);
        String what = "credential helper " + program + " " + verb;
        try {
            return Json.parseObject(output, what);
        } catch (RegistryException e) {
            // without the cause: a parser may quote what it could not read
            throw RegistryException.of(ErrorKind.PARSING_FAILED, what + ": the answer is not a JSON object");
        }
    }
}
