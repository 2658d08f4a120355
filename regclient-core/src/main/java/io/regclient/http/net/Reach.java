// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Which addresses a request may go to (contract RD-2, OK-14). An IPv6 address that stands for an IPv4 address, by NAT64
 * (RFC 6052), 6to4 (RFC 3056), Teredo (RFC 4380) or as a compatible one (RFC 4291), counts as that address.
 */
public enum Reach {
    /** Whatever the user asked for. */
    ANYWHERE,
    /** Where a server on this machine may send the client: not to the metadata of a cloud. */
    NOT_METADATA,
    /** Where any other server may send it: neither there nor to this machine. */
    NOT_LOCAL;

    /** 169.254.0.0/16 is refused as a whole; these lie elsewhere: Alibaba, Oracle, Azure, AWS twice, Google. */
    private static final Set<String> METADATA = Set.of(
            "646464c8",
            "c00000c0",
            "a83f8110",
            "fd000ec2000000000000000000000254",
            "fd000ec2000000000000000000000023",
            "fd2000ce000000000000000000000254");

    /** Names of the same places (Google twice, AWS), which a proxy would look up. */
    private static final Set<String> METADATA_NAMES =
            Set.of("metadata.google.internal", "metadata.goog", "instance-data.ec2.internal");

    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b};
    private static final byte[] SIX_TO_FOUR = {0x20, 0x02};
    private static final byte[] TEREDO = {0x20, 0x01, 0, 0};
    private static final byte[] COMPATIBLE = new byte[12];
    private static final int IPV4_LENGTH = 4;

    /** True when a request may go to the address. */
    boolean allows(InetAddress address) {
        return switch (this) {
            case ANYWHERE -> true;
            case NOT_METADATA -> !isMetadata(address);
            case NOT_LOCAL -> !isMetadata(address) && !isLocal(address);
        };
    }

    /** True unless the name is known to lead out of reach; its addresses are another question. */
    boolean allows(String name) {
        return this == ANYWHERE || !METADATA_NAMES.contains(withoutDot(name));
    }

    /** The dot behind a name only says that it is complete. */
    static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** Where machines of a cloud read their identity and its keys; link-local addresses of IPv4 have no other use. */
    static boolean isMetadata(InetAddress given) {
        InetAddress address = plain(given);
        byte[] bytes = address.getAddress();
        boolean linkLocal = bytes.length == IPV4_LENGTH && address.isLinkLocalAddress();
        return linkLocal || METADATA.contains(HexFormat.of().formatHex(bytes));
    }

    /**
     * Loopback, link-local and unspecified addresses, and those of this machine's interfaces; private networks are not
     * local (RD-2).
     */
    static boolean isLocal(InetAddress given) {
        InetAddress address = plain(given);
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || isOwn(address);
    }

    private static boolean isOwn(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false; // there is no list of interfaces
        }
    }

    private static InetAddress plain(InetAddress address) {
        return address instanceof Inet6Address ? embedded(address.getAddress()).orElse(address) : address;
    }

    private static Optional<InetAddress> embedded(byte[] address) {
        int at = 12;
        int mask = 0;
        if (startsWith(address, SIX_TO_FOUR)) {
            at = 2;
        } else if (startsWith(address, TEREDO)) {
            mask = 0xff;
        } else if (!startsWith(address, NAT64) && !(startsWith(address, COMPATIBLE) && address[12] != 0)) {
            return Optional.empty(); // "::" and "::1" stand for themselves
        }
        byte[] bytes = Arrays.copyOfRange(address, at, at + IPV4_LENGTH);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= (byte) mask;
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four bytes are an address
        }
    }

    private static boolean startsWith(byte[] address, byte[] prefix) {
        return Arrays.equals(address, 0, prefix.length, prefix, 0, prefix.length);
    }
}
