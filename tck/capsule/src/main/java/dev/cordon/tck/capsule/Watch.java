package dev.cordon.tck.capsule;

import dev.cordon.run.StateFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What must be the same after an attack as before: the host's files, the neighbour, and nothing left. One thread. */
final class Watch {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final List<String> PARTS = List.of("runs", "journal", "s");

    private final Ground ground;
    private final Neighbour neighbour;
    private final StateFolder state;
    private final TreeHash host;
    private final TreeHash neighbours;
    private final Set<String> standing;

    Watch(Ground ground, Neighbour neighbour, StateFolder state) throws IOException {
        this.ground = ground;
        this.neighbour = neighbour;
        this.state = state;
        this.host = ground.hash();
        this.neighbours = neighbour.hash();
        this.standing = names();
    }

    /**
     * What crossed, in words; empty when nothing did.
     *
     * @param kept what is kept of the attack besides its output
     * @param contacts how often somebody was reached who may not be
     */
    List<String> crossed(String output, String kept, String mark, int contacts)
            throws IOException, InterruptedException {
        List<String> crossed = new ArrayList<>();
        output.lines().filter(line -> line.startsWith("crossed")).limit(3).forEach(crossed::add);
        for (String canary : List.of(ground.canary(), neighbour.canary())) {
            if (output.contains(canary) || kept.contains(canary)) {
                crossed.add("a canary was read");
            }
        }
        add(crossed, "changed on the host: ", host.difference(ground.hash()));
        add(crossed, "changed at the neighbour's: ", neighbours.difference(neighbour.hash()));
        if (!neighbour.isAlive()) {
            crossed.add("the neighbour is dead");
        }
        if (contacts > 0) {
            crossed.add("a server outside was reached");
        }
        add(crossed, "still running: ", stillRunning(mark));
        Set<String> left = names();
        left.removeAll(standing);
        add(crossed, "left behind: ", String.join(", ", left));
        return crossed;
    }

    private static void add(List<String> crossed, String what, String found) {
        if (!found.isEmpty()) {
            crossed.add(what + found);
        }
    }

    /** A process that was killed may take a moment to go. */
    private static String stillRunning(String mark) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<ProcessHandle> left = Leftovers.of(mark);
        while (!left.isEmpty() && System.nanoTime() < end) {
            left.getFirst()
                    .onExit()
                    .orTimeout(50, java.util.concurrent.TimeUnit.MILLISECONDS)
                    .handle((_, _) -> 0)
                    .join();
            left = Leftovers.of(mark);
        }
        return left.isEmpty() ? "" : left.size() + " processes";
    }

    private Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String part : PARTS) {
            Folder.names(state.home().resolve(part)).forEach(name -> names.add(part + "/" + name));
        }
        return names;
    }

    /** Whatever an attack did to the host's files is undone for the next. */
    void restore() throws IOException, InterruptedException {
        if (!host.equals(ground.hash())) {
            ground.rebuild();
        }
    }
}
