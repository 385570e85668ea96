package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupCommitTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final CordonException REFUSED =
            new CordonException.Refused(Problem.of("refused", "Nothing was written", "it is bad", "send another"));

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<List<String>> transactions = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final GroupCommit<String> commits = new GroupCommit<>(1, GroupCommitTest::size, this::transaction);

    /** "first" waits until it is let go; "bad" is refused; "large" is too large to share; "half" takes half the room. */
    private List<String> transaction(List<String> writes) {
        transactions.add(writes);
        if (writes.contains("first")) {
            begun.countDown();
            await(release);
        }
        if (writes.contains("bad")) {
            throw REFUSED;
        }
        if (writes.contains("broken") && writes.size() > 1) {
            throw new IllegalStateException("a bug");
        }
        return writes.stream().map(write -> "made " + write).toList();
    }

    private static long size(String write) {
        return switch (write) {
            case "large" -> GroupCommit.MOST_BYTES + 1;
            case "half" -> GroupCommit.MOST_BYTES / 2;
            default -> 1;
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void end() {
        release.countDown();
        callers.shutdownNow();
    }

    /** All of {@code writes} while a transaction is under way, which then ends. */
    private List<Future<String>> behindOne(List<String> writes) throws Exception {
        List<Future<String>> answers = new ArrayList<>();
        answers.add(callers.submit(() -> commits.make("first")));
        await(begun);
        for (String write : writes) {
            int waiting = commits.waiting();
            answers.add(callers.submit(() -> commits.make(write)));
            if (!write.equals("large")) {
                Await.until(SOON, () -> commits.waiting() == waiting + 1, "the write to wait");
            }
        }
        release.countDown();
        return answers;
    }

    @Test
    void whoFindsNobody_isSentAtOnce() {
        assertThat(commits.make("a")).isEqualTo("made a");
        assertThat(commits.make("b")).isEqualTo("made b");

        assertThat(transactions).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void whoArrivesMeanwhile_sharesTheNext_andGetsItsOwnAnswer() throws Exception {
        List<Future<String>> answers = behindOne(List.of("a", "b", "c"));

        assertThat(answers.get(1).get()).isEqualTo("made a");
        assertThat(answers.get(2).get()).isEqualTo("made b");
        assertThat(answers.get(3).get()).isEqualTo("made c");
        assertThat(transactions).containsExactly(List.of("first"), List.of("a", "b", "c"));
    }

    @Test
    void oneThatFails_failsNoOther() throws Exception {
        List<Future<String>> answers = behindOne(List.of("a", "bad", "c"));

        assertThat(answers.get(1).get()).isEqualTo("made a");
        assertThatThrownBy(answers.get(2)::get)
                .isInstanceOf(ExecutionException.class)
                .hasCause(REFUSED);
        assertThat(answers.get(3).get()).isEqualTo("made c");
        assertThat(transactions).hasSize(5).contains(List.of("a"), List.of("bad"), List.of("c"));
    }

    @Test
    void whateverIsThrown_nobodyWaitsForEver_andTheNextIsSent() throws Exception {
        List<Future<String>> answers = behindOne(List.of("a", "broken"));

        assertThatThrownBy(answers.get(1)::get).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(answers.get(2).get()).isEqualTo("made broken");
        assertThat(commits.make("b")).isEqualTo("made b");
    }

    @Test
    void whatIsTooLarge_goesAlone_andWaitsForNobody() throws Exception {
        List<Future<String>> answers = behindOne(List.of("large", "half", "half", "half"));

        for (Future<String> answer : answers) {
            assertThat(answer.get()).startsWith("made");
        }
        assertThat(transactions)
                .contains(List.of("large"), List.of("half", "half"), List.of("half"))
                .hasSize(4);
    }

    @Test
    void aTransaction_hasNoMoreThanItsMost() throws Exception {
        List<String> many = IntStream.rangeClosed(0, GroupCommit.MOST)
                .mapToObj(Integer::toString)
                .toList();

        for (Future<String> answer : behindOne(many)) {
            answer.get();
        }

        assertThat(transactions).hasSize(3);
        assertThat(transactions.get(1)).hasSize(GroupCommit.MOST);
    }
}
