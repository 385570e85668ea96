package dev.cordon.tck.capsule;

import dev.cordon.core.Rule;
import java.util.List;
import java.util.Map;

/**
 * Cases 14 to 27: what a checkout makes git do. The witness is written by whoever obeys; in the control that is a person
 * who uses git in what the agent left, and otherwise Cordon's harvest and a person in a clone with the patch. What is
 * planted spells the witness's path out: no program of the host's has a variable of that name.
 */
final class GitMetadata {
    static final List<AttackCase> CASES = List.of(
            planted(14, "write to .git/hooks", """
                    mkdir -p .git/hooks
                    for hook in pre-commit post-checkout post-index-change post-commit; do
                        printf '#!/bin/sh\\ntouch "%s"\\n' "$WITNESS" >.git/hooks/$hook; chmod +x .git/hooks/$hook
                    done
                    """, "git status; git commit -qam x"),
            planted(15, "core.hooksPath", """
                    mkdir hooked; printf '#!/bin/sh\\ntouch "%s"\\n' "$WITNESS" >hooked/pre-commit; chmod +x hooked/pre-commit
                    cp hooked/pre-commit hooked/post-index-change; git config core.hooksPath hooked
                    """, "git commit -qam x"),
            planted(
                    16,
                    "core.fsmonitor",
                    "git config core.fsmonitor \"touch '$WITNESS'; false\"",
                    "git status; git add -A"),
            planted(17, "diff.external and textconv", """
                    git config diff.external "touch '$WITNESS'; true"; git config diff.evil.textconv "touch '$WITNESS'; cat"
                    echo '* diff=evil' >.gitattributes
                    """, "git diff; git log -p"),
            planted(18, "filter.*.clean by .gitattributes", """
                    for way in clean smudge; do git config filter.evil.$way "touch '$WITNESS'; cat"; done
                    git config filter.worse.process "touch '$WITNESS'; cat"; printf '* filter=evil\\na.txt filter=worse\\n' >.gitattributes
                    """, "git add -A; git checkout -f ."),
            planted(
                    19,
                    "core.sshCommand, pager, alias",
                    """
                    git config core.sshCommand "touch '$WITNESS'; false"; git config core.pager "touch '$WITNESS'; cat"
                    git config alias.st "!touch '$WITNESS'"; git config remote.origin.url ssh://nowhere.invalid/x
                    git config credential.helper "!touch '$WITNESS'; true"; git config core.editor "touch '$WITNESS'; true"
                    """,
                    "git fetch origin; git -p log; git st; git commit --amend"),
            planted(
                    20,
                    "forged commondir and gitdir pointer",
                    """
                    rm -rf .git; echo "gitdir: $HOST/private/.git" >.git; git config core.planted 1; git show main:key
                    mkdir -p sub/.git; echo "$HOST/private/.git" >sub/.git/commondir; echo 'ref: refs/heads/main' >sub/.git/HEAD
                    """,
                    "git config core.planted 1; git show HEAD:key; cd sub; git show main:key"),
            planted(
                    21,
                    "planted objects link",
                    "rm -rf .git/objects; ln -s \"$HOST/private\" .git/objects; ln -s \"$HOST/private\" objects",
                    "cp -rL .git/objects taken; cat taken/key; echo x | git hash-object -w --stdin"),
            bareRepository(),
            submodule(),
            planted(24, "hostile alternates", """
                    mkdir -p .git/objects/info; echo "$HOST/private/.git/objects" >.git/objects/info/alternates
                    git cat-file --batch --batch-all-objects >taken; cat taken
                    """, ""),
            planted(25, "stash from another task", """
                    git stash list; git stash show -p; git log -p --all --reflog; git fsck --lost-found; cat .git/lost-found/other/*
                    git cat-file --batch --batch-all-objects
                    """, ""),
            new AttackCase(26, "worktree prune and gc from inside", Rule.C27, new PruneAttack()),
            new AttackCase(27, "GIT_DIR and GIT_CONFIG_* in the environment", Rule.C28, environment()));

    private GitMetadata() {}

    private static AttackCase planted(int number, String title, String script, String host) {
        // A change of its own makes sure that there is a patch to harvest and to apply.
        return new AttackCase(
                number,
                title,
                Rule.C28,
                Script.of("echo changed >a.txt\n" + script)
                        .careless(host)
                        .claims(
                                "the change is not in the patch",
                                seen -> seen.patch().contains("+changed")));
    }

    private static AttackCase bareRepository() {
        return new AttackCase(
                22,
                "embedded bare repository",
                Rule.C31,
                Script.of("""
                        mkdir -p bare/objects bare/refs; echo 'ref: refs/heads/main' >bare/HEAD; touch bare/objects/k bare/refs/k
                        printf '[core]\\n\\trepositoryformatversion = 0\\n\\tbare = false\\n\\tworktree = ..\\n\\tfsmonitor = "touch %s; false"\\n' "$WITNESS" >bare/config
                        """)
                        .careless("cd bare; git status")
                        .claims(
                                "the patch is not held",
                                seen -> seen.record().holds().stream()
                                        .anyMatch(hold -> hold.file().startsWith("bare"))));
    }

    /** Git itself refuses such a name by now; an agent's own server, named beside it, is asked without a word. */
    private static AttackCase submodule() {
        return new AttackCase(
                23,
                "submodule named ../",
                Rule.C31,
                Script.of("""
                        printf '[submodule "../../../host/planted"]\\n\\tpath = sub\\n\\turl = ./\\n\\tupdate = !touch "%s"\\n' "$WITNESS" >.gitmodules
                        printf '[submodule "fine"]\\n\\tpath = fine\\n\\turl = http://127.0.0.1:%s/\\n' $PORT >>.gitmodules
                        for path in sub fine; do git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),$path; mkdir $path; done
                        """)
                        .careless("git submodule update --init --recursive; git submodule update --init fine")
                        .holds("obeyed file", ".gitmodules"));
    }

    private static Script environment() {
        Map<String, String> hostile = Map.of(
                "GIT_DIR",
                "$HOST/private/.git",
                "GIT_CONFIG_COUNT",
                "2",
                "GIT_CONFIG_KEY_0",
                "core.fsmonitor",
                "GIT_CONFIG_VALUE_0",
                "touch $HOST/witness; false",
                "GIT_CONFIG_KEY_1",
                "core.hooksPath",
                "GIT_CONFIG_VALUE_1",
                "/nowhere",
                "GIT_EXTERNAL_DIFF",
                "touch $HOST/witness");
        return Script.of(
                        "cat key; git show HEAD:key; echo changed >a.txt; env | grep '^GIT_' | grep -v '^GIT_SSL_CAINFO=' >seen && sed 's/^/inside: /' seen")
                .asking(ask -> ask.calledWith(hostile))
                .careless("git show HEAD:key")
                .inControlOnly()
                .claims("git's variables came inside", seen -> !seen.output().contains("inside: "))
                .claims("the change is not in the patch", seen -> seen.patch().contains("+changed"));
    }
}
