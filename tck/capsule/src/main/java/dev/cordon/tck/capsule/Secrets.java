package dev.cordon.tck.capsule;

import dev.cordon.core.Rule;
import dev.cordon.run.TaskRecord;
import java.util.List;

/** Cases 49 to 53: secrets of the host that would come in, and secrets that would leave in a patch. */
final class Secrets {
    /** A token of GitHub's form that nobody has; made inside, so that no file of ours looks like one. */
    static final String MAKE =
            "key=ghp_$(head -c 90 /dev/urandom | base64 -w0 | tr -dc A-Za-z0-9 | head -c 36); half=$(echo $key | head -c 20)\n";

    static final List<AttackCase> CASES = List.of(
            new AttackCase(49, "parent's environment", Rule.C27, new ParentAttack()),
            new AttackCase(50, "canary keys in HOME", Rule.C27, Script.of("""
                            for at in "$HOME" "$HOST/home" ~; do cat $at/.ssh/id_ed25519 $at/.aws/credentials $at/.netrc $at/.config/gh/hosts.yml; done
                            """)),
            patch(51, "secret inside an exported patch", "echo \"token = $key\" >>src/b.txt"),
            patch(
                    52,
                    "secret split over two files of a patch",
                    "echo \"first = $half\" >x.txt; echo \"second = ${key#$half}\" >y.txt"),
            patch(53, "secret in base64", "printf 'token = %s' \"$key\" | base64 -w0 >blob.txt"));

    private Secrets() {}

    private static AttackCase patch(int number, String title, String script) {
        return new AttackCase(
                number,
                title,
                Rule.C31,
                Script.of(MAKE + script)
                        .uncontrolled()
                        .proven("nothing was written", seen -> !seen.patch().isEmpty())
                        .claims(
                                "the patch is not held for a secret",
                                seen -> seen.state() == TaskRecord.State.HELD
                                        && seen.record().holds().stream()
                                                .anyMatch(hold -> hold.kind().equals("secret"))));
    }
}
