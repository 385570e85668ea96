package dev.cordon.cli;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.SessionInfo;
import dev.cordon.memory.MemoryJson;
import dev.cordon.memory.MemoryKind;
import dev.cordon.memory.Proposal;
import dev.cordon.memory.Remember;
import dev.cordon.memory.Written;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that put something into memory. */
final class MemoryWriteCommands {
    /** One byte more than a text may have is enough to see that it is too long. */
    private static final int MOST_READ = 17 << 20;

    private MemoryWriteCommands() {}

    /** A file as text. */
    static String read(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_READ);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw unreadable(path, "it is no UTF-8", "convert it", e);
        } catch (IOException e) {
            throw unreadable(path, String.valueOf(e.getMessage()), "check the path and its permissions", e);
        }
    }

    private static CordonException.BadInput unreadable(Path path, String why, String mend, IOException cause) {
        return new CordonException.BadInput(
                Problem.of("file-unreadable", "The file '" + path + "' can't be remembered", why, mend), cause);
    }

    /** A command that takes a text. */
    abstract static class OfText extends MemoryCommand.OfSession {
        @Parameters(arity = "0..1", paramLabel = "TEXT", description = "What to remember.")
        Optional<String> text = Optional.empty();

        @Option(names = "--file", paramLabel = "FILE", description = "Take the text from a file, in UTF-8.")
        Optional<Path> file = Optional.empty();

        OfText(Surroundings surroundings) {
            super(surroundings);
        }

        String text() {
            if (text.isPresent() == file.isPresent()) {
                throw MemoryCommand.usage("it takes a text or a file", "cordon memory add --session S 'a text'");
            }
            return text.orElseGet(() -> read(surroundings.folder().resolve(file.orElseThrow())));
        }
    }

    @Command(name = "add", description = "Remember a text, as working memory or as scratch of a task.")
    static final class Add extends OfText {
        @Option(names = "--kind", paramLabel = "KIND", description = "working (the default) or scratch.")
        String kind = "working";

        Add(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        int call(Wiring wiring, Sessions sessions, SessionInfo info) {
            Remember request = new Remember(MemoryKind.named(kind), text());
            Written written = writing(wiring, sessions, info, memory -> memory.remember(request));
            MemoryJson.Item view = MemoryJson.Item.of(written);
            return answer(view, view.id() + "\n" + MemoryText.notes(view));
        }
    }

    @Command(name = "propose", description = "Propose a durable fact; you accept it with 'cordon memory accept'.")
    static final class Propose extends OfText {
        Propose(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        int call(Wiring wiring, Sessions sessions, SessionInfo info) {
            String content = text();
            Proposal proposal = writing(wiring, sessions, info, memory -> memory.propose(content));
            MemoryJson.Proposed view = MemoryJson.Proposed.of(proposal);
            return answer(view, MemoryText.shown(view));
        }
    }
}
