package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;

/** Refuses what is no text: nothing, invalid Unicode, controls other than tab and line ends. */
final class ShapeCheck implements WriteCheck {
    @Override
    public Verdict check(Candidate candidate) {
        String text = candidate.text();
        if (text.isBlank()) {
            return refused("memory-empty", "the text is empty", "say what is to be remembered");
        }
        if (!Utf8.isValid(text)) {
            return refused("memory-not-utf8", "the text is no valid Unicode", "send UTF-8");
        }
        if (text.chars().anyMatch(ShapeCheck::isForbidden)) {
            return refused(
                    "memory-control-character",
                    "the text holds NUL or another control character",
                    "send plain text, or say in words what the bytes are");
        }
        return new Verdict.Accepted();
    }

    private static boolean isForbidden(int c) {
        return Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t';
    }

    private static Verdict refused(String code, String why, String mend) {
        return new Verdict.Refused(
                new CordonException.BadInput(Problem.of(Rule.C7, code, "Nothing was remembered", why, mend)));
    }
}
