// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.time.GoDuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;

/**
 * Looks up names. Inside {@link #within(Reach, ScopedValue.CallableOp)} addresses out of reach are left out of the
 * answer, so that the address that was checked is the one that is connected to (contract OK-14). Each host has its own object, because the HTTP
 * client shares connections between requests with the same one.
 */
public final class GuardedDns implements Dns {
    /** Addresses of one name that are tried: each may take the whole time a connection may take. */
    static final int MAX_ADDRESSES = 16;

    private static final ScopedValue<Reach> REACH = ScopedValue.newInstance();
    private static final ScopedValue<SocksProxy> SOCKS = ScopedValue.newInstance();
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Dns names;

    /** A name that leads to this machine where that is not allowed (contract RD-2, OK-14). */
    static final class LocalTargetException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        private LocalTargetException(String host) {
            super("redirect to a local domain is not allowed: " + host);
        }
    }

    GuardedDns(Dns names) {
        this.names = names;
    }

    /** The names of the operating system, in a thread of their own: the look-up itself cannot be interrupted. */
    public static List<InetAddress> ofSystem(String host) throws UnknownHostException {
        return within(LONGEST, host, () -> InetAddress.getAllByName(host));
    }

    /** A look-up that is given up after a time; the cause of the failure is then a TimeoutException. */
    static List<InetAddress> within(Duration limit, String host, Callable<InetAddress[]> names)
            throws UnknownHostException {
        FutureTask<InetAddress[]> lookup = new FutureTask<>(names);
        Thread.ofPlatform().daemon().name("dns " + host).start(lookup);
        try {
            return Arrays.asList(lookup.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            lookup.cancel(true);
            throw unknown(host, new TimeoutException("no answer within " + GoDuration.format(limit)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host, e);
        } catch (ExecutionException e) {
            throw unknown(host, e.getCause() == null ? e : e.getCause());
        }
    }

    /** A step that connects within a reach. */
    static <T> T within(Reach reach, ScopedValue.CallableOp<T, IOException> step) throws IOException {
        return ScopedValue.where(REACH, reach).call(step);
    }

    /** A step that connects through a proxy, which looks names up by itself. */
    static <T> T through(SocksProxy proxy, ScopedValue.CallableOp<T, IOException> step) throws IOException {
        return ScopedValue.where(SOCKS, proxy).call(step);
    }

    /** The SOCKS proxy of the step that runs, none for most. */
    static Optional<SocksProxy> socks() {
        return SOCKS.isBound() ? Optional.of(SOCKS.get()) : Optional.empty();
    }

    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
        if (SOCKS.isBound()) {
            return List.of(SocksProxy.unknown(hostname));
        }
        List<InetAddress> addresses =
                names.lookup(hostname).stream().limit(MAX_ADDRESSES).toList();
        Reach reach = REACH.orElse(Reach.ANYWHERE);
        if (reach == Reach.ANYWHERE) {
            return addresses;
        }
        List<InetAddress> allowed = addresses.stream().filter(reach::allows).toList();
        if (allowed.isEmpty()) {
            throw new LocalTargetException(hostname);
        }
        return allowed;
    }

    private static UnknownHostException unknown(String host, Throwable cause) {
        UnknownHostException e = new UnknownHostException(host);
        e.initCause(cause);
        return e;
    }
}
