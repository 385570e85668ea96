package dev.cordon.tck.capsule;

import dev.cordon.core.Rule;
import dev.cordon.run.TaskRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A shell script that tries to cross, with what has to be seen. Unless it says otherwise it is made without a capsule
 * first, and must cross there. Immutable.
 *
 * @param careless what somebody does afterwards who suspects nothing, in the control
 * @param afterwards the same where Cordon's patch was applied
 * @param isControlled whether it must cross where nothing confines it
 * @param proofs what shows that the attack was made: without it the case is untested
 * @param claims what must be seen besides; where it is not, the case has failed
 */
record Script(Ask ask, String careless, String afterwards, boolean isControlled, List<Claim> proofs, List<Claim> claims)
        implements Attack {
    /** Something that must be seen. */
    record Claim(String what, Predicate<Seen> holds) {}

    /** A script that is through when its last line has been reached. */
    static Script of(String text) {
        return until(text + "\necho tried\n", "tried");
    }

    /** A script that is not expected to come to its end. */
    static Script endless(String text) {
        return new Script(Ask.of(text), "", "", false, List.of(), List.of());
    }

    private static Script until(String text, String last) {
        Claim end =
                new Claim("it did not come to its end", seen -> seen.output().contains(last));
        return new Script(Ask.of(text), "", "", true, List.of(end), List.of());
    }

    Script careless(String host) {
        return new Script(ask, host, host, isControlled, proofs, claims);
    }

    /** What is careless with any file is no fault of the patch: the control alone does it. */
    Script inControlOnly() {
        return new Script(ask, careless, "", isControlled, proofs, claims);
    }

    /** Its control stands in its own text: the run must say {@code control ok}. */
    Script provenInside() {
        return new Script(ask, careless, afterwards, false, proofs, claims)
                .proven("its control did not work", seen -> seen.output().contains("control ok"));
    }

    Script uncontrolled() {
        return new Script(ask, careless, afterwards, false, proofs, claims);
    }

    Script asking(UnaryOperator<Ask> change) {
        return new Script(change.apply(ask), careless, afterwards, isControlled, proofs, claims);
    }

    Script seeing(Map<String, String> variables) {
        return asking(a -> a.seeing(variables));
    }

    Script proven(String otherwise, Predicate<Seen> holds) {
        return new Script(ask, careless, afterwards, isControlled, with(proofs, new Claim(otherwise, holds)), claims);
    }

    Script claims(String otherwise, Predicate<Seen> holds) {
        return new Script(ask, careless, afterwards, isControlled, proofs, with(claims, new Claim(otherwise, holds)));
    }

    /** An incident must name the rule. */
    Script reports(Rule rule, String code) {
        return claims("no incident says " + code + " (" + rule + ")", seen -> seen.isReported(rule, code));
    }

    /** The patch must wait for a person. */
    Script holds(String kind, String file) {
        return claims("the patch is not held for " + kind + " " + file, seen -> seen.isHeld(kind, file));
    }

    private static List<Claim> with(List<Claim> claims, Claim one) {
        List<Claim> all = new ArrayList<>(claims);
        all.add(one);
        return List.copyOf(all);
    }

    @Override
    public Verdict tryIn(Lab lab) throws Exception {
        if (isControlled) {
            Lab.Control control = lab.unconfined(ask, careless);
            if (!control.crossed()) {
                return new Verdict.Untested("it crosses nothing without a capsule either: "
                        + control.output().strip());
            }
        }
        Seen seen = lab.run(ask);
        if (!seen.crossed().isEmpty()) {
            return new Verdict.Crossed(String.join("; ", seen.crossed()));
        }
        Optional<String> unproven = first(proofs, seen);
        if (unproven.isPresent()) {
            return new Verdict.Untested(unproven.get() + ": " + seen.tail());
        }
        Optional<String> unmet = first(claims, seen);
        return unmet.isPresent() ? new Verdict.Crossed(unmet.get() + ": " + seen.tail()) : applied(lab, seen);
    }

    private static Optional<String> first(List<Claim> claims, Seen seen) {
        return claims.stream()
                .filter(claim -> !claim.holds().test(seen))
                .map(Claim::what)
                .findFirst();
    }

    /** A patch that waits for a person is not applied by one who suspects nothing. */
    private Verdict applied(Lab lab, Seen seen) throws Exception {
        if (afterwards.isEmpty() || seen.state() != TaskRecord.State.DONE) {
            return new Verdict.Held();
        }
        String crossed = lab.careless(seen, afterwards);
        return crossed.isEmpty() ? new Verdict.Held() : new Verdict.Crossed("afterwards: " + crossed);
    }
}
