package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.guard.SecretScanner;

/** Refuses a text with a secret: what is shared with a tenant can't be taken back. */
final class SharedSecretCheck implements WriteCheck {
    private final SecretScanner scanner;

    SharedSecretCheck(SecretScanner scanner) {
        this.scanner = scanner;
    }

    @Override
    public Verdict check(Candidate candidate) {
        return scanner.spans(candidate.text()).stream()
                .findFirst()
                .<Verdict>map(span -> new Verdict.Refused(new CordonException.Refused(Problem.of(
                        Rule.C12,
                        "secret-in-collection",
                        "Nothing was published",
                        "a text holds a secret (" + span.ruleId() + ")",
                        "take it out; a secret that was written down should be replaced, too"))))
                .orElseGet(Verdict.Accepted::new);
    }
}
