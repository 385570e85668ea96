package dev.cordon.memory;

/** Marks what was written under the influence of repository, web or tool content: the mark stays for good (C7, C25). */
final class UntrustedCheck implements WriteCheck {
    @Override
    public Verdict check(Candidate candidate) {
        return Verdict.marked(!candidate.author().taint().isEmpty(), Mark.UNTRUSTED);
    }
}
