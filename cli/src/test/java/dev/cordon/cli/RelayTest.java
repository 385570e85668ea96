package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.run.ControlServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RelayTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Relay relay = new Relay(new PrintStream(out, true), new PrintStream(err, true));

    @Test
    void beforeTheTurn_bothStreamsGoWhereTheyWent() {
        relay.out().println("step");
        relay.err().print("… progress");

        assertThat(out).hasToString("step\n");
        assertThat(err).hasToString("… progress");
    }

    @Test
    void theTurn_namesTheSocketAfterANul() {
        relay.out().print("unfinished");
        try (ControlServer server = new ControlServer("t")) {
            relay.turn(Path.of("/home/s/abcc/control.sock"), server);
        }

        assertThat(out).hasToString("unfinished\0/home/s/abcc/control.sock\n");
    }

    @Test
    void afterTheTurn_nothingGoesWhereItWent() {
        try (ControlServer server = new ControlServer("t")) {
            relay.turn(Path.of("/x"), server);
            out.reset();

            relay.out().println("[persist] saved");
            relay.err().write('!');
        }

        assertThat(out.size()).isZero();
        assertThat(err.size()).isZero();
    }
}
