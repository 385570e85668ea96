package dev.cordon.tck.memory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is held against the contract here, what of it is known not to be kept, and why; and what this run found. */
enum Systems {
    SQLITE(folder -> new CordonMemory(SqliteBench.in(folder))),
    POSTGRES(folder -> new CordonMemory(PostgresBench.in(PostgresServer.shared(), folder))),
    SPRING_AI(
            SpringAiJdbc::in,
            "missing-part: the conversation's id is one string that the application makes, of whatever it has",
            "foreign-session-id: the id is all that is asked for: who names a conversation is served",
            "chosen-session-id: ids are the application's to choose; a new one begins a conversation",
            "absent-sessions: an id that is in use answers with its messages",
            "transplant: rows bear no mark of where they were written",
            "bit-flips: rows are not authenticated",
            "truncation: nothing remembers how many messages there were",
            "rollback: nothing remembers which state was the last",
            "raw-reading: messages lie in the table in the clear, under one database login for all",
            "copy-outlives-erasure: messages lie in the clear in each copy of the table",
            "equal-texts: messages lie in the table in the clear"),
    LANGCHAIN4J_CHAT(
            folder -> new LangChain4jChat(),
            "default-id: a memory that is built without an id is \"default\", one for all (langchain4j#3548)",
            "missing-part: an id is any object, taken as it is",
            "foreign-session-id: the id is all that is asked for: who names a memory is served",
            "chosen-session-id: ids are the application's to choose; a new one begins a memory",
            "absent-sessions: an id that is in use answers with its messages"),
    LANGCHAIN4J_EMBEDDINGS(
            folder -> new LangChain4jEmbeddings(),
            "missing-part: metadata is the application's; an empty value is one",
            "batch-over-sessions: a batch takes segments of any metadata",
            "delete-by-foreign-id: removal by id takes no filter"),
    MAP(
            folder -> new JoinedMap(),
            "missing-part: an empty name is a part of the key like any other",
            "separators: a name with the separator in it makes another owner's key",
            "foreign-session-id: the key is all that is asked for",
            "chosen-session-id: any string is a key",
            "absent-sessions: a key that is in use answers with its texts");

    private final Function<Path, MemoryUnderTest> opener;
    private final Map<String, String> notKept;
    private final List<Report.Outcome> found = new ArrayList<>();
    private String name = "";
    private String version = "";

    /** @param notKept names of checks, each with a colon and the reason */
    Systems(Function<Path, MemoryUnderTest> opener, String... notKept) {
        this.opener = opener;
        this.notKept = Stream.of(notKept)
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    MemoryUnderTest open(Path folder) {
        return opener.apply(folder);
    }

    /** By the check's name. */
    Map<String, String> notKept() {
        return notKept;
    }

    synchronized void note(MemoryUnderTest memory, Report.Outcome outcome) {
        name = memory.name();
        version = memory.version();
        found.removeIf(one -> one.check().name().equals(outcome.check().name()));
        found.add(outcome);
    }

    private boolean isFound(Check check) {
        return found.stream().anyMatch(one -> one.check().name().equals(check.name()));
    }

    /** What this run of the tests found; what it didn't try is tried now. */
    synchronized Report report(Path folder) throws InterruptedException {
        List<Check> missing =
                Conformance.checks().stream().filter(check -> !isFound(check)).toList();
        if (!missing.isEmpty()) {
            try (MemoryUnderTest memory = open(folder)) {
                for (Check check : missing) {
                    note(memory, Conformance.check(memory, check, Effort.QUICK));
                }
            }
        }
        List<Report.Outcome> inOrder = new ArrayList<>();
        for (Check check : Conformance.checks()) {
            found.stream()
                    .filter(one -> one.check().name().equals(check.name()))
                    .forEach(inOrder::add);
        }
        return new Report(name, version, inOrder);
    }
}
