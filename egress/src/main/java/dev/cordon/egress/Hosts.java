package dev.cordon.egress;

import java.net.IDN;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells names from addresses in all their spellings, and gives a name its one form. */
final class Hosts {
    private static final Pattern NAME = Pattern.compile(
            "(?!.{254})([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)" + "(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");

    private Hosts() {}

    /** The name in lower case, after IDNA, without its trailing dot; empty for what is no name. */
    static Optional<String> name(String text) {
        try {
            String undotted = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
            String ascii = IDN.toASCII(undotted).toLowerCase(Locale.ROOT);
            return NAME.matcher(ascii).matches() && !isAddressLike(ascii) ? Optional.of(ascii) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a resolver could take the host for an address: it has a colon, or its last label is a number. So are
     * {@code 127.1}, {@code 0x7f.1}, {@code 2130706433} and {@code 0177.0.0.1}.
     */
    static boolean isAddressLike(String host) {
        String undotted = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String last = undotted.substring(undotted.lastIndexOf('.') + 1);
        return host.indexOf(':') >= 0 || NUMBER.matcher(last).matches();
    }

    /** The address that the host spells, in any spelling; an IPv4-mapped one is the IPv4 address. */
    static Optional<InetAddress> address(String host) {
        String undotted = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        try {
            return Optional.of(
                    host.indexOf(':') >= 0 ? InetAddress.ofLiteral(host) : Inet4Address.ofPosixLiteral(undotted));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
