package dev.cordon.cli;

import dev.cordon.run.LiveRun;
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
        byte[] transcript = sessions.reading(
                found.session(),
                reader -> TaskBook.run(reader, found.task().latestRun())
                        .map(run -> TaskBook.artifact(reader, run, "transcript"))
                        .orElse(new byte[0]));
        surroundings.out().write(transcript, 0, transcript.length);
        surroundings.out().flush();
        return CordonCli.DONE;
    }

    private void tail(LiveRun live) {
        byte[] buffer = new byte[8192];
        try (InputStream in = Files.newInputStream(live.output())) {
            boolean alive = true;
            while (true) {
                int n = in.read(buffer);
                if (n > 0) {
                    surroundings.out().write(buffer, 0, n);
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
