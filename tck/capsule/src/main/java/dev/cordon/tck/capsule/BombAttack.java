package dev.cordon.tck.capsule;

import dev.cordon.core.Limits;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/**
 * Takes without end of what is everyone's, and must not get past {@code bound} under the tight limit. The same under the
 * loose one is the control: there it must get past it, or nobody would have seen it here. Immutable.
 *
 * @param tight the limits that are under attack
 * @param loose the same with room for the control, and no more than any machine can spare
 * @param bound what no run under the tight limits may reach
 * @param reached how far a run came, in the bound's unit
 * @param ending how a run under the tight limits has to end
 */
record BombAttack(String script, String tight, String loose, long bound, ToLongFunction<Seen> reached, String ending)
        implements Attack {
    private static final long MOST_MILLIS = 45_000;
    private static final Pattern SAID = Pattern.compile("(?m)^seen ([0-9]{1,18})$");

    /** The largest number of a line {@code seen N} in its output; 0 where there is none. */
    static long said(Seen seen) {
        return SAID.matcher(seen.output())
                .results()
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .max()
                .orElse(0);
    }

    @Override
    public Verdict tryIn(Lab lab) throws Exception {
        long control = reached.applyAsLong(lab.run(Ask.of(script).under(loose)));
        if (control <= bound) {
            return new Verdict.Untested("under looser limits it comes no further than " + control + " either");
        }
        return Script.endless(script)
                .asking(ask -> ask.under(tight))
                .proven("it took nothing", seen -> reached.applyAsLong(seen) > 0)
                .claims("it came past " + bound, seen -> reached.applyAsLong(seen) <= bound)
                .claims("it ended otherwise", this::isEndedByTheLimit)
                .claims("it took too long", seen -> seen.millis() < MOST_MILLIS)
                .tryIn(lab);
    }

    /** Where no control group counts, the kernel refuses each process more, and the program ends by itself. */
    private boolean isEndedByTheLimit(Seen seen) {
        return seen.record().ending().equals(ending)
                || (seen.record().ending().equals("by-itself")
                        && seen.record().limits().stream()
                                .anyMatch(line ->
                                        ending.startsWith(line.resource().label())
                                                && line.resource() != Limits.Resource.DISK
                                                && line.mechanism().startsWith("rlimit")));
    }
}
