package dev.cordon.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a name may lead, and that it is asked once (C27). */
class GateTest {
    private final List<String> lookups = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.8.8",
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "169.254.169.254",
                "168.63.129.16",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:0:10.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:2::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void aNameThatLeadsToASpecialAddressIsRefused(String address) {
        assertThat(code(admit("a.example", "203.0.112.1", address))).isEqualTo(EgressCode.ADDRESS_FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"})
    void aNameThatLeadsIntoTheInternetPasses(String address) throws Denied {
        Route route = gate("a.example", address).admit(EgressProtocol.CONNECT, "A.example.", 443);
        assertThat(route.addresses()).containsExactly(InetAddress.ofLiteral(address));
        assertThat(route.host()).isEqualTo("a.example");
        assertThat(lookups).containsExactly("a.example");
    }

    @Test
    void ourOwnAddressIsSpecialWhateverItIs() throws Exception {
        for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
            one.inetAddresses()
                    .forEach(a -> assertThat(SpecialAddresses.contains(a)).isTrue());
        }
    }

    @Test
    void aSpecialAddressThatTheLaneNamesPasses() throws Denied {
        Gate gate = gate(List.of("a.example:443", "10.0.0.7:443"), "10.0.0.7");
        assertThat(gate.admit(EgressProtocol.CONNECT, "a.example", 443).addresses())
                .hasSize(1);
        Gate otherPort = gate(List.of("a.example:443", "10.0.0.7:8443"), "10.0.0.7");
        assertThat(code(() -> otherPort.admit(EgressProtocol.CONNECT, "a.example", 443)))
                .isEqualTo(EgressCode.ADDRESS_FORBIDDEN);
    }

    @Test
    void aPinnedNameIsNotResolved() throws Denied {
        Gate gate = gate(List.of("a.example:443=10.0.0.5"), "8.8.8.8");
        assertThat(gate.admit(EgressProtocol.CONNECT, "a.example", 443).addresses())
                .containsExactly(InetAddress.ofLiteral("10.0.0.5"));
        assertThat(lookups).isEmpty();
    }

    @Test
    void whatIsNotOnTheLaneIsNotEvenResolved() {
        Gate gate = gate("a.example", "8.8.8.8");
        assertThat(code(() -> gate.admit(EgressProtocol.CONNECT, "secret-in-a-name.evil.net", 443)))
                .isEqualTo(EgressCode.NOT_ON_LANE);
        assertThat(lookups).isEmpty();
    }

    private org.assertj.core.api.ThrowableAssert.ThrowingCallable admit(String name, String... addresses) {
        return () -> gate(name, addresses).admit(EgressProtocol.CONNECT, name, 443);
    }

    private static EgressCode code(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Denied denied = catchThrowableOfType(Denied.class, call);
        assertThat(denied).isNotNull();
        return denied.code();
    }

    private Gate gate(String name, String... addresses) {
        return gate(List.of(name), addresses);
    }

    private Gate gate(List<String> lane, String... addresses) {
        EgressSettings settings = EgressSettings.of(EgressPolicy.parse("fix", lane), new Recorded(), Clock.systemUTC())
                .with((Resolver) name -> {
                    lookups.add(name);
                    return Arrays.stream(addresses).map(InetAddress::ofLiteral).toList();
                });
        return new Gate(settings);
    }
}
