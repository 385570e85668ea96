package dev.cordon.cli;

import dev.cordon.memory.CollectionDesk;
import dev.cordon.memory.Publication;
import dev.cordon.tools.PlainText;
import java.io.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cordon collection}: knowledge that is shared on purpose (C12). */
@Command(
        name = "collection",
        description = "Shared knowledge: published by a person, read-only for the runs of lanes that name it.",
        subcommands = {
            CollectionCommand.Publish.class,
            CollectionCommand.ListAll.class,
            CollectionCommand.Withdraw.class
        })
final class CollectionCommand extends GroupCommand {
    CollectionCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** What is shown of a collection. */
    record View(String name, int items, String by, String at) {}

    private static CollectionDesk desk(Wiring wiring) {
        return new CollectionDesk(
                name -> wiring.router().collection(wiring.credential(), name), wiring.memory(), wiring.person());
    }

    @Command(name = "publish", description = "Share texts, at a terminal, with the code that is shown below them.")
    static final class Publish extends CordonCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "The collection; made where it is missing.")
        String name = "";

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "Texts in UTF-8, one a file.")
        List<Path> files = List.of();

        Publish(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            CollectionDesk.requireName(name);
            Console console = PersonsTerminal.require("publication", "cordon collection publish " + name + " FILE...");
            List<String> texts = files.stream()
                    .map(file -> MemoryWriteCommands.read(surroundings.folder().resolve(file)))
                    .toList();
            try (Wiring wiring = wiring()) {
                CollectionDesk desk = desk(wiring);
                Publication publication = desk.prepare(name, texts);
                (common.json ? surroundings.err() : surroundings.out()).println(shown(publication));
                desk.publish(publication, PersonsTerminal.code(console, "share this with all of the tenant"));
                return answer(
                        Map.of("collection", name, "published", texts.size()),
                        "published " + texts.size() + " in '" + name + "'; a lane mounts it with collections: [" + name
                                + "]\n");
            }
        }

        private static String shown(Publication publication) {
            StringBuilder text = new StringBuilder();
            for (String one : publication.texts()) {
                text.append("text\n");
                one.lines()
                        .forEach(line ->
                                text.append("  ").append(PlainText.of(line)).append('\n'));
            }
            publication
                    .marks()
                    .forEach(mark ->
                            text.append("marked    ").append(mark.word()).append('\n'));
            return text.append("code      ").append(publication.code()).toString();
        }
    }

    @Command(name = "list", description = "List the collections of your tenant.")
    static final class ListAll extends CordonCommand {
        ListAll(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                CollectionDesk desk = desk(wiring);
                List<View> views =
                        desk.list().stream().map(name -> view(desk, name)).toList();
                Table table = new Table("COLLECTION", "ITEMS", "BY", "LAST");
                views.forEach(v -> table.row(v.name(), v.items(), v.by(), v.at()));
                return answer(views, table.isEmpty() ? "no collections yet\n" : table.toString());
            }
        }

        private static View view(CollectionDesk desk, String name) {
            var items = desk.items(name);
            if (items.isEmpty()) {
                return new View(name, 0, "", "");
            }
            var last = items.getLast().provenance();
            return new View(name, items.size(), last.author().name(), last.at().toString());
        }
    }

    @Command(name = "withdraw", description = "Take a collection back: no recall finds it any more.")
    static final class Withdraw extends CordonCommand {
        @Parameters(paramLabel = "NAME", description = "The collection.")
        String name = "";

        Withdraw(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                int count = desk(wiring).withdraw(name);
                return answer(Map.of("collection", name, "withdrawn", count), "withdrew " + count + "\n");
            }
        }
    }
}
