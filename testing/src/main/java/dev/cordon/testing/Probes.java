package dev.cordon.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;

/** All probes of this test run, asked together. */
final class Probes {
    private static final long LONGEST_PAUSE_MS = 50;

    private final List<LeakProbe> probes;

    Probes(List<LeakProbe> probes) {
        this.probes = List.copyOf(probes);
    }

    static Probes all() {
        Sockets.open();
        List<LeakProbe> probes =
                new ArrayList<>(List.of(new ProcessProbe(), new MountProbe(), new TempProbe(), new DescriptorProbe()));
        ServiceLoader.load(LeakProbe.class).forEach(probes::add);
        return new Probes(probes);
    }

    List<Resource> present() {
        return probes.stream().flatMap(probe -> probe.present().stream()).toList();
    }

    /** What is there now, was not before and counts: asked again and again until it is gone or patience is at its end. */
    List<Resource> newSince(List<Resource> before, Duration patience, Predicate<Resource> counts)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        long pause = 1;
        while (true) {
            List<Resource> left = added(before, counts);
            if (left.isEmpty() || System.nanoTime() - end >= 0) {
                return left;
            }
            Thread.sleep(pause);
            pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
        }
    }

    private List<Resource> added(List<Resource> before, Predicate<Resource> counts) {
        return present().stream()
                .filter(counts)
                .filter(now -> before.stream().noneMatch(now::sameAs))
                .toList();
    }
}
