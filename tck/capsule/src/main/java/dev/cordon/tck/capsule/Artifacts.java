package dev.cordon.tck.capsule;

import dev.cordon.core.Rule;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Cases 67 to 73: names, what is carried out, and the ends of runs that nobody planned. */
final class Artifacts {
    private static final long QUICK_MILLIS = 20_000;
    private static final int SMALL = 5 << 20;
    private static final Pattern HASH = Pattern.compile("(?m)^[0-9a-f]{40}$");

    /** 64 MB of zeros in some 64 kB; and an archive whose members lie outside of wherever it is unpacked. */
    private static final String ARCHIVES = """
            head -c 64m /dev/zero | gzip -9 >bomb.gz
            mkdir -p t; ln -s "$HOST" t/link; tar -cf evil.tar t/link; rm t/link; mkdir t/link; echo x >t/link/planted; tar -rf evil.tar t/link/planted
            echo x >planted; tar -rPf evil.tar --transform "s|^planted|$HOST/planted|" planted; rm -rf planted t
            git hash-object bomb.gz evil.tar
            """;

    static final List<AttackCase> CASES = List.of(
            new AttackCase(
                    67,
                    "session or task name that is a path, reserved, long or a look-alike",
                    Rule.C1,
                    new NameAttack()),
            new AttackCase(68, "archive and patch path traversal", Rule.C28, new PatchAttack()),
            new AttackCase(
                    69,
                    "zip bomb, tar with links",
                    Rule.C28,
                    Script.of(ARCHIVES)
                            .careless("tar -xPf evil.tar")
                            .inControlOnly()
                            .claims("they are not carried as they are", Artifacts::hasBothWhole)
                            .claims(
                                    "something was unpacked",
                                    seen -> seen.patch().length() < SMALL && seen.millis() < QUICK_MILLIS)),
            new AttackCase(70, "kill -9 of the supervisor", Rule.C30, new KillAttack()),
            new AttackCase(71, "collection while the task is live", Rule.C30, new CollectAttack()),
            new AttackCase(72, "pid reuse", Rule.C30, new PidAttack()),
            new AttackCase(
                    73,
                    "policy file changed in place during a run",
                    Rule.C24,
                    Script.of("""
                            printf 'lanes:\\n  default:\\n    egress: ["http://allowed.lab:%s=127.0.0.1"]\\n' $PORT >cordon.yaml
                            mkdir -p "$HOME/.config/cordon"; cp cordon.yaml "$HOME/.config/cordon/config.yaml"
                            [ -n "$CORDON_URL" ] && { curl -sS -m 5 http://allowed.lab:$PORT/; CORDON_CONFIG=$PWD/cordon.yaml curl -sS -m 5 http://allowed.lab:$PORT/; }; true
                            """)
                            .uncontrolled()
                            .claims(
                                    "the server was reached",
                                    seen -> seen.heard().contacts() == 0)
                            .claims("the refusal is not traced", seen -> seen.isTraced("egress.decided", "not-on-lane"))
                            .holds("obeyed file", "cordon.yaml")));

    private Artifacts() {}

    /** The patch names new contents by the hashes that git inside had for them. */
    private static boolean hasBothWhole(Seen seen) {
        List<String> inside =
                HASH.matcher(seen.output()).results().map(MatchResult::group).toList();
        return inside.size() == 2
                && inside.stream().allMatch(hash -> seen.patch().contains(".." + hash));
    }
}
