package dev.cordon.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The ways out that a lane names, and no other (C25). Immutable.
 *
 * <p>An entry is {@code host:port} or {@code https://host:port} (TLS; port 443 where none is given), {@code http://host}
 * (plain HTTP; port 80), {@code tcp://host:port} (anything); {@code *.example.com} stands for every host one label below.
 * A host may be an address, which then may be private; {@code host:port=address} says where a name leads, private
 * or not.
 */
public final class EgressPolicy {
    public static final EgressPolicy NOTHING = new EgressPolicy("lane 'default'", "lanes.default", List.of());

    private final String owner;
    private final String section;
    private final List<EgressEntry> entries;

    private EgressPolicy(String owner, String section, List<EgressEntry> entries) {
        this.owner = owner;
        this.section = section;
        this.entries = List.copyOf(entries);
    }

    /**
     * Reads a lane's entries.
     *
     * @param lane its name, for what a capsule is told
     * @throws dev.cordon.core.CordonException.BadInput naming the first entry that can't be used
     */
    public static EgressPolicy parse(String lane, List<String> entries) {
        return new EgressPolicy("lane '" + lane + "'", "lanes." + lane, read(entries));
    }

    /** The same of a tool's entries: what the capsule may reach in which its action runs. */
    public static EgressPolicy ofTool(String tool, List<String> entries) {
        return new EgressPolicy("tool '" + tool + "'", "tools." + tool, read(entries));
    }

    private static List<EgressEntry> read(List<String> entries) {
        return entries.stream().map(EgressEntry::parse).toList();
    }

    /** The entry that lets this host be reached in this way. */
    EgressEntry entry(EgressProtocol protocol, String host, int port) throws Denied {
        Predicate<EgressEntry> place = Hosts.isAddressLike(host) ? atAddress(host) : atName(host);
        List<EgressEntry> there =
                entries.stream().filter(e -> e.port() == port).filter(place).toList();
        Optional<EgressEntry> fitting = there.stream()
                .filter(e -> (e.kind() == EgressEntry.Kind.HTTP) == (protocol == EgressProtocol.HTTP))
                .findFirst();
        if (fitting.isPresent()) {
            return fitting.get();
        }
        throw there.isEmpty() ? notNamed(protocol, host, port) : otherWay(protocol, host, port);
    }

    /** Whether the lane's author named this very address and port. */
    boolean names(InetAddress address, int port) {
        return entries.stream().anyMatch(e -> address.equals(e.literal()) && e.port() == port);
    }

    private static Predicate<EgressEntry> atAddress(String host) {
        Optional<InetAddress> address = Hosts.address(host);
        return entry -> address.isPresent() && address.get().equals(entry.literal());
    }

    private static Predicate<EgressEntry> atName(String host) {
        Optional<String> name = Hosts.name(host);
        return entry -> name.isPresent() && entry.literal() == null && entry.names(name.get());
    }

    private Denied notNamed(EgressProtocol protocol, String host, int port) {
        boolean literal = Hosts.isAddressLike(host);
        String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return new Denied(
                literal ? EgressCode.ADDRESS_LITERAL : EgressCode.NOT_ON_LANE,
                shown + ":" + port + " can't be reached: " + owner + " doesn't name "
                        + (literal ? "this address" : "it") + "; add "
                        + mend((protocol == EgressProtocol.HTTP ? "http://" : "") + shown, port));
    }

    private Denied otherWay(EgressProtocol protocol, String host, int port) {
        boolean plain = protocol == EgressProtocol.HTTP;
        return new Denied(
                EgressCode.PLAIN_HTTP,
                plain
                        ? host + ":" + port + " is open for TLS only: use https, or add " + mend("http://" + host, port)
                        : host + ":" + port + " is open for plain HTTP requests only, not for tunnels; add "
                                + mend(host, port));
    }

    private String mend(String host, int port) {
        return "'" + host + ":" + port + "' under " + section + ".egress in cordon.yaml";
    }
}
