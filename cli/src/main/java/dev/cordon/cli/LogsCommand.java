package dev.cordon.cli;

import dev.cordon.core.ReadableSession;
import dev.cordon.run.LiveRun;
import dev.cordon.run.RunRecord;
import dev.cordon.run.TaskBook;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cordon logs}: what an agent printed; of a live run, what it prints. */
@Command(name = "logs", description = "Print what a task's agent printed.")
final class LogsCommand extends TaskCommand.OneTask {
    @Option(
            names = {"-f", "--follow"},
            description = "Go on while the run lives.")
    boolean follow;

    LogsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int call(Wiring wiring, Sessions sessions, Sessions.Found found) {
        LiveRun live = new LiveRun(wiring.folder(), found.task().latestRun());
        if (live.isLive()) {
            tail(live);
            return CordonCli.DONE;
        }
        sessions.reading(found.session(), reader -> {
            TaskBook.run(reader, found.task().latestRun()).ifPresent(run -> print(reader, run));
            return found;
        });
        surroundings.out().flush();
        return CordonCli.DONE;
    }

    private void print(ReadableSession reader, RunRecord run) {
        try {
            TaskBook.artifact(reader, run, "transcript", shown());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private ShownOutput shown() {
        return new ShownOutput(surroundings.out(), "", surroundings.isTerminal(1));
    }

    private void tail(LiveRun live) {
        byte[] buffer = new byte[8192];
        ShownOutput shown = shown();
        try (InputStream in = Files.newInputStream(live.output())) {
            boolean alive = true;
            while (true) {
                int n = in.read(buffer);
                if (n > 0) {
                    shown.write(buffer, 0, n);
                    surroundings.out().flush();
                } else if (!follow || !alive) {
                    return;
                } else {
                    // One more look after the end, for what came between the last look and it.
                    alive = live.isLive();
                    LockSupport.parkNanos(20_000_000);
                }
            }
        } catch (NoSuchFileException e) {
            // The run ended in between; its transcript is in the session now.
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
