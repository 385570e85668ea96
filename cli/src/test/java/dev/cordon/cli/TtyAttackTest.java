package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that try to get out through their terminal (C4, C27). */
class TtyAttackTest {
    /** TIOCSTI (0x5412, asm-generic/ioctls.h): "as if typed". */
    private static final String INJECT = """
            use strict;
            my $pushed = 0;
            for my $name (glob('/dev/tty /dev/console /dev/pts/* /proc/[0-9]*/fd/*')) {
                open(my $f, '+<', $name) or next;
                for my $c (split //, "INJECTED\\n") { ioctl($f, 0x5412, $c) and $pushed++ }
                close $f;
            }
            print "tried\\n";
            """;

    @TempDir
    Path folder;

    private TtyBench bench;
    private UserTerminal terminal;

    @BeforeEach
    void open() {
        bench = new TtyBench(folder);
        terminal = bench.terminal;
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void injectedInput_neverReachesTheUsersTerminal() throws Exception {
        bench.repo.write("inject.pl", INJECT).commit("attack");
        Process run = bench.run("stty -echo; timeout 20 perl inject.pl; sleep 0.2; echo over");
        assertThat(terminal.exitOf(run)).isZero();
        terminal.awaitText("tried");

        // A shell that is started now on the user's terminal would read what was injected.
        terminal.clear();
        terminal.cordon("--version").waitFor(30, TimeUnit.SECONDS);
        terminal.awaitText("cordon ");

        assertThat(terminal.screen()).doesNotContain("INJECTED");
    }

    @Test
    void terminalsOfOthers_areNotThere() throws Exception {
        Process run = bench.run("ls /dev/pts; for p in /proc/[0-9]*/fd/*; do readlink $p; done | sort -u; echo end");

        assertThat(terminal.exitOf(run)).isZero();
        terminal.awaitText("end");
        assertThat(terminal.screen()).doesNotContain(terminal.device() + "\r").doesNotContain("control.sock");
    }

    @Test
    void controlSocket_canNeitherBeSeenNorReached() throws Exception {
        Process run = bench.run("""
                echo up; read path
                find / -name 'control.sock' 2>/dev/null | sed 's/^/SEEN /'
                perl -MIO::Socket::UNIX -e 'print IO::Socket::UNIX->new(Peer => $ARGV[0]) ? "REACHED" : "shut", "\\n"' "$path"
                ls -a /run/boundary
                grep -c control.sock /proc/net/unix
                echo end""");
        terminal.awaitText("up");
        Path socket = controlSocket();
        assertThat(socket).exists();
        assertThat(Files.getPosixFilePermissions(socket.getParent()))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE", "OWNER_EXECUTE");

        terminal.type(socket + "\r");

        assertThat(terminal.exitOf(run)).isZero();
        assertThat(terminal.screen())
                .contains("shut", "act.sock")
                .doesNotContain("SEEN")
                .doesNotContain("REACHED");
    }

    @Test
    void unreadInput_isNotLeftToTheUsersShell() throws Exception {
        Process run = bench.run("stty -echo; echo up; sleep 0.5");
        terminal.awaitText("up");

        terminal.type("rm -rf everything\r");

        terminal.exitOf(run);
        assertThat(terminal.settings()).isNotEmpty();
        assertThat(terminal.screen()).doesNotContain("rm -rf");
    }

    @Test
    void floodOfTenMegabytes_endsAndIsKept() throws Exception {
        Process run = bench.run("head -c 10000000 /dev/zero | tr '\\0' x; echo; echo end-of-flood");

        assertThat(terminal.exitOf(run)).isZero();
        terminal.awaitText("end-of-flood");
        terminal.awaitText("task done");
    }

    private Path controlSocket() throws Exception {
        try (var found = Files.walk(bench.home.resolve("s"))) {
            return found.filter(p -> p.endsWith("control.sock")).findFirst().orElseThrow();
        }
    }
}
