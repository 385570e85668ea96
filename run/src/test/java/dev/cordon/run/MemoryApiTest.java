package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.Author;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import dev.cordon.core.Taint;
import dev.cordon.memory.Filter;
import dev.cordon.memory.Mark;
import dev.cordon.memory.Memory;
import dev.cordon.memory.MemoryItem;
import dev.cordon.memory.MemoryKind;
import dev.cordon.memory.Pen;
import dev.cordon.memory.Proposal;
import dev.cordon.memory.Proposals;
import dev.cordon.memory.Remember;
import dev.cordon.testing.GitRepo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory of a session as an agent in a capsule has it: over the run's door, with the rights of a run (C4, C7). */
class MemoryApiTest {
    @TempDir
    Path folder;

    private RunBench bench;
    private Session session;
    private Session other;

    @BeforeEach
    void openBench() {
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "one\n");
        repo.commit("first");
        bench = new RunBench(folder.resolve("home"), repo.folder());
        session = bench.session("s");
        other = bench.session("other");
    }

    @AfterEach
    void close() {
        session.close();
        other.close();
        bench.close();
    }

    private Memory memory(Session of) {
        return Memory.of(of, bench.machine.memory(), Pen.of(Author.user("tester")));
    }

    /** What the script's curls answered, one a line: status, then body. */
    private List<String> answers(String script) {
        TaskRecord task =
                bench.run(session, "t" + session.read(Kind.TASK).size(), script).task();
        return new String(TaskDesk.patch(session, task), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("+") && !line.startsWith("+++"))
                .map(line -> line.substring(1))
                .collect(Collectors.toList());
    }

    private static String curl(String rest) {
        return "curl -s -w ' %{http_code}\\n' " + rest.replace("URL", "$CORDON_URL/api/v1/memory") + " >>a.txt;";
    }

    private static String post(String path, String json) {
        return curl("-d '" + json + "' URL" + path);
    }

    @Test
    void agentRemembers_recallsAndLists_asItsRun() {
        List<String> answers = answers(post("", "{\"text\":\"the build needs make\"}")
                + post("/recall", "{\"query\":\"what does the build need?\",\"k\":5}")
                + curl("URL"));
        assertThat(answers).hasSize(3);
        assertThat(answers.get(0)).contains("the build needs make").endsWith(" 201");
        assertThat(answers.get(1))
                .contains("the build needs make", "words, rank 1", "words only")
                .endsWith(" 200");
        assertThat(answers.get(2)).contains("\"next\":\"\"").endsWith(" 200");
        MemoryItem item = memory(session).list(Filter.ALL).getFirst();
        assertThat(item.provenance().author().writer()).isEqualTo(Author.Writer.MODEL);
        assertThat(item.provenance().author().run()).startsWith("run_");
        assertThat(item.provenance().author().lane()).isEqualTo("default");
        assertThat(item.provenance().author().taint()).containsExactly(Taint.REPOSITORY);
        assertThat(item.marks()).containsExactly(Mark.UNTRUSTED);
    }

    @Test
    void agentSeesItsSessionsMemory_andNoOthers() {
        String mine =
                memory(session).remember(Remember.working("apple mine")).item().id();
        String foreign =
                memory(other).remember(Remember.working("apple foreign")).item().id();
        List<String> answers = answers(curl("URL/" + mine)
                + curl("URL/" + foreign)
                + curl("URL/rec_" + "0".repeat(39))
                + post("/recall", "{\"query\":\"apple\",\"k\":1000}")
                + curl("-H 'Authorization: Bearer " + other.info().id().value() + "' -H 'X-Session: "
                        + other.info().id().value() + "' URL"));
        assertThat(answers.get(0)).contains("apple mine").endsWith(" 200");
        assertThat(answers.get(1)).doesNotContain("apple").endsWith(" 404");
        assertThat(answers.get(2)).isEqualTo(answers.get(1));
        assertThat(answers.get(3)).contains("apple mine").doesNotContain("foreign");
        assertThat(answers.get(4)).contains("apple mine").doesNotContain("foreign");
    }

    @Test
    void agentProposes_andNeverAcceptsErasesOrNamesASession() {
        String id = memory(session).remember(Remember.working("stays")).item().id();
        List<String> answers = answers(post("", "{\"text\":\"we deploy on Fridays\",\"kind\":\"durable\"}")
                + curl("-X DELETE URL/" + id)
                + curl("-X DELETE URL")
                + post("/accept", "{}")
                + post(
                        "",
                        "{\"text\":\"x\",\"session_id\":\"" + other.info().id().value() + "\"}")
                + curl("\"URL?session=" + other.info().id().value() + "\""));
        Proposal proposal = new Proposals(session).all().getFirst();
        assertThat(answers.get(0))
                .contains(proposal.id(), "\"code\":\"\"")
                .endsWith(" 202")
                .doesNotContain(proposal.code());
        assertThat(answers.get(1)).contains("\"rule\":\"C4\"").endsWith(" 403");
        assertThat(answers.get(2)).endsWith(" 403");
        assertThat(answers.get(3)).endsWith(" 400");
        assertThat(answers.get(4))
                .endsWith(" 400")
                .doesNotContain(other.info().id().value());
        assertThat(answers.get(5)).endsWith(" 400");
        assertThat(proposal.isOpen()).isTrue();
        assertThat(memory(session).list(Filter.ALL))
                .extracting(MemoryItem::text)
                .containsExactly("stays");
        assertThat(memory(other).list(Filter.ALL)).isEmpty();
    }

    @Test
    void scratch_diesWithItsTask() {
        List<String> answers =
                answers(post("", "{\"text\":\"step one\",\"kind\":\"scratch\"}") + curl("\"URL?kind=scratch\""));
        assertThat(answers.get(1)).contains("step one");
        assertThat(TaskBook.tasks(session).getFirst().state()).isEqualTo(TaskRecord.State.DONE);
        assertThat(session.read(Kind.MEMORY)).isEmpty();
    }

    @Test
    void scratchOfATaskThatFailed_staysUntilItIsTornDown() {
        bench.run(session, "t", post("", "{\"text\":\"step one\",\"kind\":\"scratch\"}") + "exit 1");
        TaskRecord task = TaskBook.tasks(session).getFirst();
        Memory inTask = Memory.of(
                session, bench.machine.memory(), Pen.of(Author.user("tester")).forTask(task.id()));
        assertThat(inTask.list(Filter.of(MemoryKind.SCRATCH))).hasSize(1);
        assertThat(memory(session).list(Filter.ALL)).isEmpty();
        new TaskDesk(bench.machine, session, "tester").end(task);
        assertThat(inTask.list(Filter.ALL)).isEmpty();
        assertThat(session.read(Kind.MEMORY)).isEmpty();
    }

    @Test
    void whatIsNoRequest_isAnsweredWithProblemDetails() {
        List<String> answers = answers(post("", "{\"text\":")
                + post("", "{\"text\":\"a\",\"text\":\"b\"}")
                + post("", "null")
                + post("", "{}")
                + post("", "{\"text\":\"a\\u0000b\"}")
                + post("/recall", "{\"query\":\"x\",\"k\":1000000000}")
                + "head -c 20000 /dev/zero | tr '\\0' '[' >j;"
                + curl("-d @j URL")
                + "head -c 40000000 /dev/zero >j;"
                + curl("-H Expect: --data-binary @j URL")
                + "printf '{\"text\":\"\\303\\050\"}' >j;"
                + curl("--data-binary @j URL")
                + "rm j;"
                + curl("-X PUT URL"));
        assertThat(answers).allSatisfy(answer -> assertThat(answer).contains("\"mend\":"));
        assertThat(answers).filteredOn(answer -> answer.endsWith(" 400")).hasSize(9);
        assertThat(answers).filteredOn(answer -> answer.endsWith(" 413")).hasSize(1);
        assertThat(memory(session).list(Filter.ALL)).isEmpty();
    }

    @Test
    void traceTellsWhatWasRememberedAndRecalled_byIdAndHash() {
        answers(post("", "{\"text\":\"zanzibar quokka\"}") + post("/recall", "{\"query\":\"quokka\"}"));
        String trace = session.read(Kind.TRACE).stream()
                .map(entry -> entry.body().asUtf8())
                .filter(event -> event.contains("\"memory."))
                .collect(Collectors.joining());
        assertThat(trace)
                .contains("memory.remembered", "memory.recalled", "query_sha256")
                .doesNotContain("zanzibar");
    }
}
