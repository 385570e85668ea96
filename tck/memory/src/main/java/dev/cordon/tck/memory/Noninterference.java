package dev.cordon.tck.memory;

import static dev.cordon.tck.memory.ContractRule.C3;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Two runs, one observer (C3, C9): it does the same in both, beside another that does this in one and that in the
 * other. What the observer is answered, errors, sizes and order included, must be equal. Two-run noninterference after
 * Goguen and Meseguer (1982), on seeded programs; a program that shows a difference is cut down as long as it does.
 */
final class Noninterference {
    static final List<Check> CHECKS = List.of(new Check(
            C3,
            "noninterference",
            "an observer's answers are equal whatever another session holds",
            Noninterference::hold));

    private static final int MOST_RUNS = 400;

    private final Lab lab;
    private final int kin;
    private final String nobodys;
    private int runs;

    private Noninterference(Lab lab, int kin, String nobodys) {
        this.lab = lab;
        this.kin = kin;
        this.nobodys = nobodys;
    }

    private static String hold(Lab lab) {
        int answers = 0;
        int hits = 0;
        String nobodys = nobodys(lab);
        for (int program = 0; program < lab.effort.programs(); program++) {
            List<Step> steps = Step.program(lab.seeded(program), lab.effort.steps());
            Noninterference pair = new Noninterference(lab, program % 4, nobodys);
            List<String> transcript = pair.run(steps, Step.Who.OTHER_FIRST);
            answers += transcript.size();
            hits += (int) transcript.stream()
                    .filter(line -> line.contains("-> [") && !line.endsWith("[]"))
                    .count();
            if (pair.differs(steps)) {
                pair.breach(steps, lab.effort.seed(), program);
            }
        }
        lab.control(hits > 0, "the observer finds nothing, not even its own");
        return "%d programs of seed %d, %d answers equal twice"
                .formatted(lab.effort.programs(), lab.effort.seed(), answers);
    }

    private static String nobodys(Lab lab) {
        Owner owner = lab.fresh();
        String id = lab.keep(owner, lab.marker());
        lab.memory.erase(owner);
        return id;
    }

    private void breach(List<Step> steps, long seed, int program) {
        List<String> once = run(steps, Step.Who.OTHER_SECOND);
        lab.control(once.equals(run(steps, Step.Who.OTHER_SECOND)), "two equal runs differ by themselves");
        List<Step> least = shrink(steps, this::differs);
        throw new Trial.Breach("seed %d, program %d, cut down to %d steps %s: %s"
                .formatted(seed, program, least.size(), least, difference(least)));
    }

    private String difference(List<Step> steps) {
        List<String> first = run(steps, Step.Who.OTHER_FIRST);
        List<String> second = run(steps, Step.Who.OTHER_SECOND);
        for (int i = 0; i < first.size(); i++) {
            if (!Objects.equals(first.get(i), second.get(i))) {
                return "'" + first.get(i) + "' became '" + second.get(i) + "'";
            }
        }
        return "it did not differ again";
    }

    private boolean differs(List<Step> steps) {
        return !run(steps, Step.Who.OTHER_FIRST).equals(run(steps, Step.Who.OTHER_SECOND));
    }

    /** What the observer is answered beside this other. Both are new. */
    private List<String> run(List<Step> steps, Step.Who beside) {
        runs++;
        Owner observer = lab.fresh();
        Owner other = lab.kin(observer).get(kin);
        try (Actor watching = new Actor(lab.memory, observer, nobodys);
                Actor besides = new Actor(lab.memory, other, nobodys)) {
            for (Step step : steps) {
                if (step.who() == Step.Who.OBSERVER) {
                    watching.act(step.op(), besides.ids());
                } else if (step.who() == beside) {
                    besides.act(step.op(), watching.ids());
                }
            }
            return watching.transcript();
        } finally {
            Lab.attempt(() -> {
                lab.memory.erase(observer);
                lab.memory.erase(other);
                return observer;
            });
        }
    }

    /** Takes out halves, quarters and at last single steps, as long as it still fails without them. */
    private List<Step> shrink(List<Step> failing, Predicate<List<Step>> fails) {
        List<Step> least = failing;
        for (int size = Math.max(1, least.size() / 2); size >= 1; size = size == 1 ? 0 : size / 2) {
            for (int from = 0; from < least.size() && runs < MOST_RUNS; ) {
                List<Step> without = new ArrayList<>(least);
                without.subList(from, Math.min(least.size(), from + size)).clear();
                if (fails.test(without)) {
                    least = without;
                } else {
                    from += size;
                }
            }
        }
        return least;
    }
}
