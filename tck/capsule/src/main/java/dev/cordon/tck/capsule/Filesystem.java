package dev.cordon.tck.capsule;

import dev.cordon.core.Rule;
import java.util.List;

/** Cases 1 to 13: files outside of the capsule. Only the kernel says no here, so there is no incident. */
final class Filesystem {
    static final List<AttackCase> CASES = List.of(
            new AttackCase(
                    1,
                    "symlink out of the workspace, then write through it",
                    Rule.C27,
                    Script.of("ln -s \"$HOST\" out; echo x >out/planted; echo x >>out/victim")
                            .careless("echo x >out/planted")
                            .claims(
                                    "the link is not harvested as a link",
                                    seen -> seen.patch().contains("new file mode 120000"))
                            .inControlOnly()),
            new AttackCase(
                    2,
                    "symlink around a denied read",
                    Rule.C27,
                    Script.of(
                            "ln -s \"$HOST/secret\" a; ln -s \"$HOST/dir\" b; cat a b/protected; cp -L a b/protected .")),
            new AttackCase(
                    3,
                    "create a denied file that did not exist at start",
                    Rule.C31,
                    Script.of(
                                    "mkdir -p \"$HOST/new\"; echo x >\"$HOST/new/file\"; echo x >\"$HOST/.bashrc\"; echo x >.envrc")
                            .holds("obeyed file", ".envrc")),
            new AttackCase(4, "rename or remove a protected path's parent", Rule.C27, Script.of("""
                            mv "$HOST/dir" "$HOST/gone"; rm -rf "$HOST/shared" "$HOST/home"
                            [ -d /run/cordon ] && { mv /run/cordon /run/moved || mv /run /moved || rmdir /run/cordon; } && echo crossed boundary
                            mv /workspace /moved 2>/dev/null && echo crossed workspace
                            mv .git .elsewhere; mkdir .git; echo x >.git/config
                            """)),
            new AttackCase(5, "a protected path that is itself a link", Rule.C27, Script.of("""
                            echo x >"$HOST/link"; ln -sfn "$HOST/victim" "$HOST/link"; cat "$HOST/link"
                            rm -rf .git; ln -s "$HOST/private/.git" .git; git config core.planted 1; git show HEAD:key
                            """)),
            new AttackCase(
                    6,
                    "a hardlink that already stands in the workspace",
                    Rule.C27,
                    Script.of("echo planted >linked; chmod 777 linked")
                            .claims(
                                    "the change is not in the patch",
                                    seen -> seen.patch().contains("+planted"))),
            new AttackCase(7, "'..' in paths", Rule.C27, Script.of("""
                            cat "../../../../../../../../../../..$HOST/secret" "/workspace/../$HOST/secret" "$TMPDIR/../$HOST/secret"
                            echo x >"src/../../../../../../../../..$HOST/planted"
                            """)),
            new AttackCase(
                    8,
                    "a read-only folder inside a writable one",
                    Rule.C27,
                    Script.of("""
                            cat "$HOST/shared/readable" >seen || echo crossed nothing is shown
                            echo x >"$HOST/shared/readable"; echo x >"$HOST/shared/planted"; chmod 777 "$HOST/shared"
                            mv "$HOST/shared" "$HOST/moved"; rm -rf "$HOST/shared"; cat "$HOST/shared/../secret"
                            umount "$HOST/shared"; mount -o remount,rw "$HOST/shared"
                            """).asking(ask -> ask.mounting("shared"))),
            new AttackCase(9, "/proc/self/root and its kin", Rule.C27, Script.of("""
                            for at in /proc/self/root /proc/1/root /proc/[0-9]*/root "/proc/$NEIGHBOUR_PID/root" /proc/self/cwd/../../../../../../../..; do
                                cat "$at$HOST/secret"; echo x >"$at$HOST/planted"
                            done
                            """)),
            new AttackCase(10, "predictable name in /tmp plus a link", Rule.C27, Script.of("""
                            for name in patch output.log harvest staging cordon-status .X0-lock hsperfdata_agent; do
                                for at in "$TMPDIR" /var/tmp "$HOME" .; do ln -s "$HOST/victim" "$at/$name"; echo x >"$at/$name"; done
                            done
                            """)),
            new AttackCase(11, "swap between check and use", Rule.C28, Script.of("""
                            (while :; do ln -sfn "$HOST/secret" swap; rm -rf swap; echo plain >swap; ln -sfn "$HOST" d; rm -rf d; mkdir d; echo plain >d/secret; done) >/dev/null 2>&1 &
                            n=0; while [ $n -lt 200 ]; do [ -L swap ] || cat swap; n=$((n+1)); done
                            echo plain >late; [ -L late ] || { rm late; ln -s "$HOST/secret" late; cat late; }
                            """)),
            new AttackCase(
                    12,
                    "nested repository",
                    Rule.C28,
                    Script.of("""
                            git init -q nested; echo x >nested/f; git -C nested config core.fsmonitor "touch '$WITNESS'; false"
                            """)
                            .careless("git -C nested status")
                            .claims("its git directory is not left behind", seen -> seen.isLeftBehind("nested/.git"))),
            new AttackCase(
                    13,
                    "file names with [ ] * ?, newline, leading dash, invalid UTF-8",
                    Rule.C28,
                    Script.of("""
                            printf 1 >"$(printf 'bad\\377name')"; printf 2 >"$(printf 'new\\nline')"; printf 3 >-rf; printf 4 >'[a]*?'
                            printf 5 >':(top)'; printf 6 >--help; printf 7 >"\\`touch \\$(printf '$(echo "$WITNESS" | sed 's,/,\\\\57,g')')\\`"
                            """)
                            .careless("for f in *; do (eval \"echo $f\"); done")
                            .claims(
                                    "not all seven names arrive",
                                    seen -> seen.record().touched().size() == 7)
                            .inControlOnly()));

    private Filesystem() {}
}
