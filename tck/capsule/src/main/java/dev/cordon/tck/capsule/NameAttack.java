package dev.cordon.tck.capsule;

import dev.cordon.core.Alias;
import dev.cordon.core.CordonException;
import java.util.ArrayList;
import java.util.List;

/** Names that a person may be talked into: refused where names are read, and harmless where one got past that. */
final class NameAttack implements Attack {
    private static final int LONG = 10 << 10;

    private static final List<String> REFUSED = List.of(
            "",
            ".",
            "..",
            "../x",
            "a/../b",
            "a..b",
            "a/b",
            "/etc/x",
            "-rf",
            "con",
            "NUL",
            "lpt1.txt",
            "new",
            "a\nb",
            "a\0b",
            "x".repeat(LONG),
            // A Cyrillic letter, a full-width one, and one that can't be seen.
            "p\u0430ypal",
            "\uff41dmin",
            "ad\u200bmin");

    @Override
    public Verdict tryIn(Lab lab) throws Exception {
        String usual = new Alias("fix-login_2").value();
        List<String> taken = new ArrayList<>();
        for (String name : REFUSED) {
            try {
                taken.add(new Alias(name).value());
            } catch (CordonException.BadInput expected) {
                // Refused, as it has to be.
            }
        }
        if (!taken.isEmpty()) {
            return new Verdict.Crossed(taken.size() + " such names are taken");
        }
        for (String name :
                List.of(usual, "../../../../../planted", lab.ground().host() + "/planted", "x".repeat(LONG))) {
            Verdict verdict = Script.of("echo x >a.txt")
                    .uncontrolled()
                    .asking(ask -> ask.named(name))
                    .tryIn(lab);
            if (!(verdict instanceof Verdict.Held)) {
                return verdict;
            }
        }
        return new Verdict.Held();
    }
}
