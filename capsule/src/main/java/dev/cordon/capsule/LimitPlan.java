package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Limits;
import dev.cordon.core.Limits.Resource;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Which limit is enforced by what, decided before anything starts. Asked for and not enforceable: refused (C29). A
 * default that this machine can't enforce is left out and said so; the run record holds each line.
 */
public record LimitPlan(List<Line> lines, Map<Resource, Long> byControlGroup, Map<String, Long> byUlimit) {
    /** Units of {@code ulimit -f} and {@code ulimit -v} in a POSIX shell and in dash. */
    private static final long FILE_BLOCK = 512;

    private static final long MEMORY_BLOCK = 1024;

    public LimitPlan {
        lines = List.copyOf(lines);
        byControlGroup = Map.copyOf(byControlGroup);
        byUlimit = Map.copyOf(byUlimit);
    }

    /** What was asked for, what is in force, and by which mechanism ("none" where a default can't be enforced). */
    public record Line(Resource resource, long amount, boolean requested, String mechanism) {}

    static LimitPlan of(Limits limits, ControlGroups groups, boolean root) {
        List<Line> lines = new ArrayList<>();
        Map<Resource, Long> byGroup = new EnumMap<>(Resource.class);
        Map<String, Long> byUlimit = new TreeMap<>();
        for (Resource resource : Resource.values()) {
            OptionalLong amount = limits.of(resource);
            if (amount.isPresent()) {
                String mechanism = choose(
                        resource, amount.getAsLong(), limits.isRequested(resource), groups, root, byGroup, byUlimit);
                lines.add(new Line(resource, amount.getAsLong(), limits.isRequested(resource), mechanism));
            }
        }
        return new LimitPlan(lines, byGroup, byUlimit);
    }

    /** The amount in force, if anything enforces one. */
    public OptionalLong inForce(Resource resource) {
        return lines.stream()
                .filter(l -> l.resource() == resource && !l.mechanism().equals("none"))
                .mapToLong(Line::amount)
                .findFirst();
    }

    private static String choose(
            Resource resource,
            long amount,
            boolean requested,
            ControlGroups groups,
            boolean root,
            Map<Resource, Long> byGroup,
            Map<String, Long> byUlimit) {
        if (groups.enforces(resource)) {
            byGroup.put(resource, amount);
            return "cgroup";
        }
        return switch (resource) {
            case TIME, OUTPUT -> "supervisor";
            case DISK -> {
                byUlimit.put("f", Math.max(1, amount / FILE_BLOCK));
                yield "rlimit per file and supervisor";
            }
            // The kernel exempts root from its count of processes, so it would be no limit.
            case PIDS -> root ? withoutMechanism(resource, requested) : ulimit(byUlimit, "p", amount);
            // An address space is no memory: as a default it would stop every JVM and Node.
            case MEMORY -> requested ? ulimit(byUlimit, "v", amount / MEMORY_BLOCK) + " per process" : "none";
            case CPU -> withoutMechanism(resource, requested);
        };
    }

    private static String ulimit(Map<String, Long> byUlimit, String letter, long value) {
        byUlimit.put(letter, Math.max(1, value));
        return "rlimit";
    }

    private static String withoutMechanism(Resource resource, boolean requested) {
        if (requested) {
            throw new CordonException.Refused(
                    Problem.of(
                            Rule.C29,
                            "limit-unenforceable",
                            "The limit '" + resource.label() + "' can't be enforced on this machine",
                            "no control group with the '" + resource.label() + "' controller is writable for this user",
                            "run without it, or start cordon in a delegated group: systemd-run --user --scope -p Delegate=yes cordon run …"));
        }
        return "none";
    }
}
