package dev.cordon.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Addresses that no name may lead to: everything that the IANA special-purpose registries don't call globally reachable,
 * the clouds' metadata services, forms of IPv6 that carry an IPv4 address, and this machine's own.
 */
final class SpecialAddresses {
    private static final List<Range> V4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** Within {@code 2000::/3}; all outside of it is special. */
    private static final List<Range> V6 = ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private static final Range GLOBAL = Range.parse("2000::/3");
    private static final Range NAT64 = Range.parse("64:ff9b::/96");

    private SpecialAddresses() {}

    static boolean contains(InetAddress address) {
        return isSpecial(address) || isOurs(address);
    }

    static boolean isSpecial(InetAddress address) {
        if (address instanceof Inet4Address) {
            return V4.stream().anyMatch(range -> range.holds(address));
        }
        if (NAT64.holds(address)) {
            return isSpecial(embedded(address));
        }
        return !GLOBAL.holds(address) || V6.stream().anyMatch(range -> range.holds(address));
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    private static InetAddress embedded(InetAddress nat64) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(nat64.getAddress(), 12, 16));
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static List<Range> ranges(String... texts) {
        return Stream.of(texts).map(Range::parse).toList();
    }

    /** Addresses that share their first bits. */
    record Range(InetAddress base, int bits) {
        static Range parse(String text) {
            int slash = text.indexOf('/');
            return new Range(
                    InetAddress.ofLiteral(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        }

        boolean holds(InetAddress address) {
            byte[] ours = base.getAddress();
            byte[] theirs = address.getAddress();
            if (ours.length != theirs.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                if ((((ours[bit / 8] ^ theirs[bit / 8]) >> (7 - bit % 8)) & 1) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
