package dev.cordon.tck.memory;

import static dev.cordon.tck.memory.ContractRule.C18;

import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is acknowledged stays (C18). */
final class DurabilityChecks {
    static final List<Check> CHECKS = List.of(
            new Check(C18, "restart", "what was acknowledged is there after a restart", DurabilityChecks::restart),
            new Check(
                    C18,
                    "kill",
                    "what was acknowledged survives kill -9, the rest is whole or absent",
                    DurabilityChecks::kill));

    private static final int ROUNDS = 2;
    private static final int LEAST = 10;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private DurabilityChecks() {}

    private static String restart(Lab lab) {
        Abilities.Restarting restarting = lab.memory.restarting();
        List<Owner> owners = new ArrayList<>();
        List<String> markers = new ArrayList<>();
        Owner first = lab.fresh();
        owners.add(first);
        owners.addAll(lab.kin(first));
        for (Owner owner : owners) {
            markers.add(lab.marker());
            lab.keep(owner, markers.getLast());
            lab.controlOwn(owner, markers.getLast());
        }
        restarting.restart();
        for (int i = 0; i < owners.size(); i++) {
            lab.must(lab.has(owners.get(i), markers.get(i)), "an acknowledged text is gone after a restart");
            for (int other = 0; other < owners.size(); other++) {
                lab.must(i == other || !lab.has(owners.get(i), markers.get(other)), "texts are mixed after a restart");
            }
        }
        return owners.size() + " sessions whole and apart";
    }

    private static String kill(Lab lab) throws Exception {
        Abilities.Killing killing = lab.memory.killing();
        Owner owner = lab.fresh();
        String first = lab.marker();
        lab.keep(owner, first);
        List<String> acknowledged = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            Process writer = killing.writer(owner);
            try (BufferedReader out = writer.inputReader()) {
                String line = out.readLine();
                for (int lines = 0; line != null && lines < LEAST * round; lines++) {
                    acknowledged.add(line);
                    line = out.readLine();
                }
                lab.control(line != null, "the writer ended by itself");
                // By its handle: the process object would close the pipe that still holds what was acknowledged.
                writer.toHandle().destroyForcibly();
                // A line that the kill cut has no end; who would read it was told nothing.
                List<String> rest = out.lines().toList();
                acknowledged.addAll(rest.isEmpty() ? rest : rest.subList(0, rest.size() - 1));
            } finally {
                writer.toHandle().destroyForcibly();
                writer.waitFor();
            }
            List<String> found = texts(lab, owner);
            lab.must(found.containsAll(acknowledged), "an acknowledged text is gone after the kill");
            lab.must(
                    found.stream().allMatch(text -> text.contains(first) || text.endsWith("whole")),
                    "a part of a text is there after the kill");
        }
        return "%d texts acknowledged to %d killed processes".formatted(acknowledged.size(), ROUNDS);
    }

    /** All there is; a killed writer's hold on the session ends by itself, soon. */
    private static List<String> texts(Lab lab, Owner owner) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Lab.Answer<SessionUnderTest> opened = Lab.attempt(() -> lab.memory.open(owner));
            if (opened.value().isPresent()) {
                try (SessionUnderTest session = opened.value().get()) {
                    return session.search("apple", 1_000).stream()
                            .map(Item::text)
                            .toList();
                }
            }
            lab.must(System.nanoTime() < end, "the session can't be opened after the kill");
            Thread.sleep(20);
        }
    }
}
