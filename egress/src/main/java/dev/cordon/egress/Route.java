package dev.cordon.egress;

import java.net.InetAddress;
import java.util.List;

/**
 * Where an admitted connection leads. Its addresses are pinned: every connection of it goes there, and the name is not
 * resolved again (C27).
 *
 * @param host the name in its one form, or the address as it was asked for
 * @param addresses checked, in the order to try; empty where a parent proxy resolves
 */
record Route(EgressProtocol protocol, EgressEntry entry, String host, int port, List<InetAddress> addresses) {
    Route {
        addresses = List.copyOf(addresses);
    }

    EgressDecision decision(EgressCode code) {
        return new EgressDecision(code, protocol, host, port);
    }

    boolean isLiteral() {
        return entry.literal() != null;
    }
}
