package dev.cordon.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.wire.DoorLimits;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capsule that opens thousands of connections spends its own room, not another's (C34). */
class CrowdTest {
    private static final int CONNECTIONS = 10_000;
    private static final int BATCH = 2_000;

    @TempDir
    Path folder;

    @Test
    void anotherRunIsServedWhileTenThousandWait() throws Exception {
        DoorLimits few = DoorLimits.STANDARD.withConnections(64);
        try (Origin origin = Origin.plain();
                Proxied crowded = Proxied.at(folder, List.of(), few);
                Proxied other = Proxied.at(folder, "http://plain.test:" + origin.port() + "=127.0.0.1")) {
            for (int opened = 0; opened < CONNECTIONS; opened += BATCH) {
                List<SocketChannel> crowd = crowd(crowded);
                assertThat(crowded.door.connections()).isLessThanOrEqualTo(64);
                String host = "plain.test:" + origin.port();
                assertThat(other.ask(
                                "GET http://" + host + "/ HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 200 ");
                for (SocketChannel one : crowd) {
                    one.close();
                }
            }
            assertThat(crowded.ask("GET http://x.test/ HTTP/1.1\r\nHost: x.test\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    private static List<SocketChannel> crowd(Proxied proxied) throws Exception {
        List<SocketChannel> crowd = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            SocketChannel one = proxied.channel();
            one.write(ByteBuffer.wrap(new byte[] {'G', 'E', 'T'}));
            crowd.add(one);
        }
        return crowd;
    }
}
