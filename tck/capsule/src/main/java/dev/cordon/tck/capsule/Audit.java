package dev.cordon.tck.capsule;

import dev.cordon.capsule.Checkout;
import dev.cordon.core.CordonException;
import dev.cordon.core.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tries the cases of the corpus on one machine, one after another. Makes and removes {@code folder}; runs in the engine's
 * home and touches nothing else of the person's. Owned and closed by who opened it; one thread.
 */
public final class Audit implements AutoCloseable {
    private final Lab lab;

    private Audit(Lab lab) {
        this.lab = lab;
    }

    /**
     * What became of a case.
     *
     * @param millis how long it took, its control included
     */
    public record Result(int number, String title, Rule rule, Verdict verdict, long millis) {}

    /** All cases, by their numbers. */
    public static List<AttackCase> cases() {
        return Stream.of(
                        Filesystem.CASES,
                        GitMetadata.CASES,
                        Processes.CASES,
                        Network.CASES,
                        Secrets.CASES,
                        Artifacts.CASES)
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(AttackCase::number))
                .toList();
    }

    /**
     * Lays out the lab: canaries, a repository, a neighbour that is alive.
     *
     * @param folder of the audit's own, short enough for a socket's path and on the disk where capsules are to lie
     * @throws CordonException when no capsule can be started here
     */
    public static Audit open(Path folder, Engine engine, Checkout checkout) throws IOException, InterruptedException {
        return new Audit(Lab.open(folder, engine, checkout));
    }

    /** Tries one case. Whatever breaks on the way leaves the case untested, never held (C33). */
    public Result attempt(AttackCase one) throws InterruptedException {
        long begin = System.nanoTime();
        Verdict verdict;
        try {
            verdict = one.attack().tryIn(lab);
        } catch (InterruptedException e) {
            throw e;
        } catch (CordonException e) {
            verdict = new Verdict.Untested(e.problem().toString());
        } catch (Exception e) {
            verdict = new Verdict.Untested(e.toString());
        }
        return new Result(one.number(), one.title(), one.rule(), verdict, (System.nanoTime() - begin) / 1_000_000);
    }

    @Override
    public void close() throws IOException {
        lab.close();
    }
}
