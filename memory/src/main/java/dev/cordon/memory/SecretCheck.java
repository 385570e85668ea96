package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.guard.SecretScanner;
import dev.cordon.guard.SecretSpan;
import java.util.ArrayList;
import java.util.List;

/** Takes secrets out and leaves tokens in their place. A scanner that fails lets nothing pass (C33). */
final class SecretCheck implements WriteCheck {
    private final SecretScanner scanner;
    private final RedactionTokens tokens;

    SecretCheck(SecretScanner scanner, RedactionTokens tokens) {
        this.scanner = scanner;
        this.tokens = tokens;
    }

    @Override
    public Verdict check(Candidate candidate) {
        List<SecretSpan> spans = spans(candidate.text());
        if (spans.isEmpty()) {
            return new Verdict.Accepted();
        }
        StringBuilder text = new StringBuilder();
        List<String> rules = new ArrayList<>();
        int done = 0;
        for (SecretSpan span : spans) {
            text.append(candidate.text(), done, span.begin());
            text.append(tokens.of(span.ruleId(), candidate.text().substring(span.begin(), span.end())));
            rules.add(span.ruleId());
            done = span.end();
        }
        return new Verdict.Redacted(
                text.append(candidate.text().substring(done)).toString(), rules);
    }

    private List<SecretSpan> spans(String text) {
        try {
            return scanner.spans(text);
        } catch (RuntimeException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            Rule.C33,
                            "secret-scanner-down",
                            "Nothing was remembered",
                            "the text could not be looked through for secrets",
                            "report this text's form; it is kept nowhere"),
                    e);
        }
    }
}
