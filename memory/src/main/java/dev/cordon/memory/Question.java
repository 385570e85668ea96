package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.guard.SecretScanner;
import dev.cordon.guard.SecretSpan;

/** What an embedder is asked about a query: it may be another's machine, and gets no secrets in questions either. */
final class Question {
    private Question() {}

    /** @throws CordonException.Unavailable where the scanner fails: nothing goes out unseen (C33) */
    static String of(Query query, SecretScanner scanner) {
        String text = query.text();
        StringBuilder without = new StringBuilder();
        int done = 0;
        try {
            for (SecretSpan span : scanner.spans(text)) {
                without.append(text, done, span.begin())
                        .append("[secret:")
                        .append(span.ruleId())
                        .append(']');
                done = span.end();
            }
        } catch (RuntimeException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            Rule.C33,
                            "secret-scanner-down",
                            "Meanings can't be compared",
                            "the question could not be looked through for secrets",
                            "report its form; it is kept nowhere"),
                    e);
        }
        return Vectors.cut(without.append(text.substring(done)).toString());
    }
}
