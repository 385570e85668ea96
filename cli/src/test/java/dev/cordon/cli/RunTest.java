package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.run.TaskBook;
import dev.cordon.run.TraceEvent;
import dev.cordon.testing.GitRepo;
import dev.cordon.testing.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code cordon run} as its users know it, against real repositories, git and capsules. */
class RunTest extends RunBench {
    /** 128 + SIGTERM, as shells report it. */
    private static final int TERMINATED = 143;

    @Test
    void agentEditsAFile_patchIsKeptAndApplied() throws Exception {
        Cli.Result result =
                run("echo two >a.txt", "--task", "edit", "--session", "work", "--check", "grep -q two a.txt");

        assertThat(result.exit()).as(result.all()).isZero();
        assertThat(result.out())
                .contains("[router]  scope=user:", "touched files: a.txt", "grep -q two a.txt … PASS", "task done");
        assertThat(repo.folder().resolve("a.txt")).hasContent("one");
        assertThat(cli.type("task", "diff", "edit").out()).contains("+two");
        assertThat(cli.type("task", "apply", "edit").exit()).isZero();
        assertThat(repo.folder().resolve("a.txt")).hasContent("two");
        leavesNothing();
    }

    @Test
    void containerLevel_isWhatRuns_andWhatTheRecordNames() throws Exception {
        Cli.Result result = run("echo two >a.txt", "--task", "edit", "--sandbox", "container", "--json");

        assertThat(result.exit()).as(result.all()).isZero();
        assertThat(result.out()).containsPattern("\"sandbox\" ?: ?\"container\"");
        assertThat(cli.type("task", "apply", "edit").exit()).isZero();
        assertThat(repo.folder().resolve("a.txt")).hasContent("two");
        leavesNothing();
    }

    @Test
    void image_isTheRootOfAContainer_andOfNoOtherLevel() throws Exception {
        Path image = Files.createDirectories(folder.resolve("image"));
        Programs.in(folder)
                .start("sh", "-c", "for f in /bin/sh $(ldd /bin/sh | grep -o '/[^ ]*'); do install -D $f image$f; done")
                .orFail();
        Files.writeString(image.resolve("mark"), "of the image\n");
        Path config = Files.writeString(
                folder.resolve("cordon.yaml"), "version: 1\ncapsule: { sandbox: container, image: image }\n");

        Cli.Result result = run("read x </mark; echo $x; echo /usr/*", "--config", config.toString());
        assertThat(result.exit()).as(result.all()).isZero();
        assertThat(result.out()).contains("of the image\n/usr/*\n");

        assertThat(run("true", "--config", config.toString(), "--sandbox", "namespace"))
                .satisfies(refused -> assertThat(refused.exit()).isEqualTo(4))
                .satisfies(refused -> assertThat(refused.err()).contains("C29", "only containers have an image"));
        Files.writeString(config, "version: 1\ncapsule: { sandbox: container, image: nowhere }\n");
        assertThat(run("true", "--config", config.toString()))
                .satisfies(wrong -> assertThat(wrong.exit()).isEqualTo(2))
                .satisfies(wrong -> assertThat(wrong.err()).contains("docker export"));
        leavesNothing();
    }

    @Test
    void failingAgent_exits1AndItsWorkIsKept() {
        Cli.Result result = run("echo half >a.txt; exit 7", "--task", "half");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(cli.type("task", "diff", "half").out()).contains("+half");
        assertThat(cli.type("task", "apply", "half").exit())
                .as("a failed task's patch is not applied")
                .isEqualTo(4);
        leavesNothing();
    }

    @Test
    void failingCheck_exits1AndNamesIt() {
        Cli.Result result = run("echo two >a.txt", "--check", "false", "--json");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains("\"reason\" : \"check\"");
    }

    @Test
    void agentCantForgeACheck_itRunsWhereTheAgentNeverWas() {
        Cli.Result result = run(
                "mkdir -p ~/bin /tmp/bin; printf '#!/bin/sh\\nexit 0\\n' >~/bin/verdict; chmod +x ~/bin/verdict; git config alias.x '!true'; echo bad >a.txt",
                "--check",
                "test -z \"$(ls -A ~)$(ls -A /tmp)\" && ! git config alias.x && grep -q bad a.txt");
        assertThat(result.exit()).as(result.all()).isZero();
    }

    @Test
    void resumedTask_goesOnWithItsChange_byTheSameAgentOrAnother() throws Exception {
        run("echo half >>a.txt; test -e /tmp/never", "--task", "half", "--session", "work");

        Cli.Result same = cli.type("task", "resume", "half");
        assertThat(same.exit()).as(same.all()).isEqualTo(1);
        assertThat(cli.type("task", "diff", "half").out()).contains("+half\n+half");

        Cli.Result other = cli.type(
                "task", "resume", "half", "--check", "grep -q whole a.txt", "--", "sh", "-c", "echo whole >>a.txt");
        assertThat(other.exit()).as(other.all()).isZero();
        assertThat(cli.type("task", "apply", "half").exit()).isZero();
        assertThat(repo.folder().resolve("a.txt")).hasContent("one\nhalf\nhalf\nwhole");
        assertThat(cli.type("task", "resume", "half"))
                .satisfies(refused -> assertThat(refused.err()).contains("it is done"));
        leavesNothing();
    }

    @Test
    void floodOfOutput_waits_insteadOfWearingTheMachineOut() {
        Cli.Result result = run("timeout 3 yes; true", "--task", "flood", "--limit", "output=1m", "--json");

        assertThat(result.exit()).as(result.err()).isZero();
        Matcher dropped = Pattern.compile("\"outputDropped\" ?: ?([0-9]+)").matcher(result.out());
        assertThat(dropped.find()).isTrue();
        assertThat(Long.parseLong(dropped.group(1))).isBetween(1L << 20, 128L << 20);
        leavesNothing();
    }

    /** An agent's words are no step of Cordon's, and none of its bytes acts on the terminal that shows them. */
    @Test
    void whatTheAgentPrintsAtATerminal_isMarkedAndShown() {
        String script =
                "printf '[verify]  make test … PASS\\n\\033[2Jx'; printf '[persist] ok\\n' >&2; printf 'b\\033c' >a.txt";
        Cli.Result result =
                cli.with("CORDON_TERMINALS", "1 2").type("run", "--task", "forger", "--", "/bin/sh", "-c", script);

        assertThat(result.out())
                .contains("\n| [verify]  make test … PASS\n| \\u{1b}[2Jx\n")
                .doesNotContain("\n[verify]  make test");
        assertThat(result.err()).contains("| [persist] ok\n");
        Cli.Result diff = cli.with("CORDON_TERMINALS", "1 2").type("task", "diff", "forger");
        assertThat(diff.out()).contains("+b\\u{1b}c").doesNotContain("b\033c");
        assertThat(cli.type("task", "diff", "forger").out()).contains("+b\033c");
    }

    @Test
    void secretInThePatch_holdsTheTaskAndNamesFileLineAndRuleOnly() {
        String secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
        Cli.Result result = run(
                "printf 'first\\ntoken = \"ghp_%s\"\\n' " + secret.substring(4) + " >sub/config.py", "--task", "leak");

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).contains("secret sub/config.py:2").doesNotContain(secret);
        assertThat(cli.type("task", "show", "leak").out())
                .contains("secret sub/config.py:2")
                .doesNotContain(secret);
        assertThat(cli.type("task", "apply", "leak")).satisfies(apply -> {
            assertThat(apply.exit()).isEqualTo(4);
            assertThat(apply.err()).contains("C31").doesNotContain(secret);
        });
    }

    @Test
    void fileThatToolsObey_holdsTheTask() {
        Cli.Result result =
                run("mkdir -p .github/workflows && echo 'on: push' >.github/workflows/x.yml; echo 'eval evil' >.envrc");
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).contains("obeyed file .envrc", "obeyed file .github/workflows/x.yml");
    }

    @Test
    void renamingAFileThatToolsObey_holdsTheTask_too() throws Exception {
        Path owners = folder.resolve("repo/CODEOWNERS");
        Files.writeString(owners, "* @security\n".repeat(20));
        Programs.in(folder.resolve("repo")).start("git", "add", ".").orFail();
        Programs.in(folder.resolve("repo"))
                .start("git", "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-qm", "owners")
                .orFail();
        Cli.Result result = run("mkdir -p docs && mv CODEOWNERS docs/x");
        assertThat(result.exit()).as(result.all()).isEqualTo(3);
        assertThat(result.out()).contains("obeyed file CODEOWNERS");
    }

    @Test
    void session_isExportedImportedAndForked() throws Exception {
        assertThat(run("echo two >a.txt", "--session", "work", "--task", "t").exit())
                .isZero();
        Path file = folder.resolve("work.jsonl");

        assertThat(cli.type("session", "export", "work", "-o", file.toString())).satisfies(export -> {
            assertThat(export.exit()).as(export.all()).isZero();
            assertThat(export.out()).contains("records of work");
        });
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(cli.type("session", "export", "work", "-o", file.toString()).exit())
                .as("no file is written over")
                .isEqualTo(2);
        assertThat(cli.type("session", "export", "work", "-o", "-").out()).startsWith("{\"format\":\"cordon-session\"");
        assertThat(cli.type("session", "import", file.toString(), "--name", "copy")
                        .exit())
                .isZero();
        assertThat(cli.type("session", "fork", "work", "branch"))
                .satisfies(fork -> assertThat(fork.exit()).as(fork.all()).isZero());
        assertThat(cli.type("session", "list").out()).contains("work", "copy", "branch");
        assertThat(cli.type("task", "list", "--session", "branch").out()).contains("no tasks");
        Files.writeString(file, "{}\n");
        assertThat(cli.type("session", "import", file.toString()))
                .satisfies(bad -> assertThat(bad.exit()).isEqualTo(2))
                .satisfies(bad -> assertThat(bad.err()).contains("not imported"));
    }

    @Test
    void homeIsBackedUp_andRestoredElsewhere() throws Exception {
        assertThat(run("echo two >a.txt", "--session", "work", "--task", "t").exit())
                .isZero();
        Cli.Result backup = cli.type("backup", "../backup", "--keys", "../keys.db");
        assertThat(backup.exit()).as(backup.all()).isZero();
        assertThat(cli.type("restore", "../backup", "--session", "work").exit()).isZero();

        Path other = Files.createDirectories(folder.resolve("other-home"));
        Files.copy(folder.resolve("home/root.keyset"), other.resolve("root.keyset"));
        Cli there = cli.with("CORDON_HOME", other.toString());
        assertThat(there.type("restore", "../backup").err()).contains("--keys FILE");
        Cli.Result restored = there.type("restore", "../backup", "--keys", "../keys.db");
        assertThat(restored.exit()).as(restored.all()).isZero();
        assertThat(there.type("task", "diff", "t").out()).contains("+two");
    }

    @Test
    void sessionOfAnotherRepository_isRefused() {
        assertThat(run("true", "--session", "mine").exit()).isZero();
        GitRepo other = GitRepo.init(folder.resolve("other")).write("x", "x");
        other.commit("x");
        Cli.Result result = cli.at(other.folder()).type("run", "--session", "mine", "--", "true");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.err()).contains("C2", "--session new");
    }

    @Test
    void uncommittedChanges_areLeftOutAndToldOf_orCarriedIn() {
        repo.write("a.txt", "dirty\n").write("new.txt", "new\n");
        Cli.Result without = run("cat a.txt; ls");
        assertThat(without.err()).contains("2 uncommitted files are left out", "--include-dirty");
        assertThat(without.out()).contains("one\n").doesNotContain("new.txt");

        Cli.Result with = run("cat a.txt new.txt; echo more >>new.txt", "--include-dirty", "--task", "dirty");
        assertThat(with.out()).contains("dirty\nnew\n");
        assertThat(cli.type("task", "diff", "dirty").out()).contains("+more").doesNotContain("+new\n");
    }

    @Test
    void twoRunsOnOneSession_theSecondIsToldThatItIsBusy() throws Exception {
        Process first = cli.process(
                        "dev.cordon.cli.Main", "run", "--session", "one", "--", "sh", "-c", "echo up; sleep 60")
                .start();
        try {
            var reader = first.inputReader();
            String line = reader.readLine();
            while (line != null && !line.equals("up")) {
                line = reader.readLine();
            }
            Cli.Result second = run("true", "--session", "one");
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err()).contains("busy");
        } finally {
            first.destroy();
            assertThat(first.waitFor()).isEqualTo(TERMINATED);
        }
        leavesNothing();
    }

    @Test
    void controlC_tearsDownAndKeepsTheWork() throws Exception {
        Process process = cli.process(
                        "dev.cordon.cli.Main",
                        "run",
                        "--task",
                        "stopped",
                        "--",
                        "sh",
                        "-c",
                        "echo half >a.txt; trap '' TERM INT; echo up; sleep 60")
                .start();
        var reader = process.inputReader();
        for (String line = reader.readLine(); line != null && !line.equals("up"); ) {
            line = reader.readLine();
        }
        process.destroy();
        assertThat(process.waitFor()).isEqualTo(TERMINATED);
        leavesNothing();
        assertThat(cli.type("task", "show", "stopped").out()).contains("failed (stopped)");
        assertThat(cli.type("task", "diff", "stopped").out()).contains("+half");
    }

    @Test
    void prepareCommand_runsOnceAndBecomesPartOfTheBase() throws Exception {
        Path config = Files.writeString(
                folder.resolve("cordon.yaml"),
                "version: 1\nworkspaces:\n  it: { path: repo, prepare: \"date +%N >stamp; echo ready >tool\" }\n");
        Cli prepared = cli.with("CORDON_CONFIG", config.toString());
        String first = prepared.type("run", "--", "cat", "stamp", "tool").out();
        String second = prepared.type("run", "--task", "second", "--", "sh", "-c", "cat stamp tool; echo x >y")
                .out();
        assertThat(first).contains("ready");
        assertThat(second.lines().filter(l -> l.matches("[0-9]+")))
                .isEqualTo(first.lines().filter(l -> l.matches("[0-9]+")).toList())
                .isNotEmpty();
        assertThat(prepared.type("task", "diff", "second").out())
                .contains("b/y")
                .doesNotContain("stamp");
    }

    @Test
    void cacheOfTheLane_isSeenAndWrittenOver_andStaysAsItWas() throws Exception {
        Path cache = Files.createDirectories(folder.resolve("npm"));
        Files.writeString(cache.resolve("seen"), "shared\n");
        Path config = Files.writeString(
                folder.resolve("cordon.yaml"),
                "version: 1\nlanes:\n  it: { caches: { npm: npm } }\n  gone: { caches: { maven: nowhere } }\n");
        Cli caching = cli.with("CORDON_CONFIG", config.toString());

        Cli.Result ran = caching.type(
                "run",
                "--lane",
                "it",
                "--check",
                "grep -q shared ~/.npm/seen",
                "--",
                "sh",
                "-c",
                "echo mine >~/.npm/seen");
        assertThat(ran.exit()).as(ran.all()).isZero();
        assertThat(cache.resolve("seen")).hasContent("shared");
        assertThat(cache.toFile().list()).containsExactly("seen");

        Cli.Result refused = caching.type("run", "--lane", "gone", "--", "true");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("maven cache", "nowhere", "it is not there", "C29");
        leavesNothing();
    }

    @Test
    void outputPastTheLimit_isCountedAndNotKept() {
        Cli.Result result =
                run("head -c 134217728 /dev/zero; echo end >&2", "--limit", "output=64k", "--task", "flood", "--json");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).containsPattern("\"outputDropped\" : 134152[0-9]{3}");
        assertThat(cli.type("logs", "flood").out()).hasSize(64 << 10);
    }

    @Test
    void traceTellsEachStepAndIsProvenByTheLedger() {
        assertThat(run("echo two >a.txt", "--task", "t", "--limit", "memory=512m")
                        .exit())
                .isZero();
        Cli.Result trace = cli.type("trace", "t");
        assertThat(trace.exit()).isZero();
        assertThat(trace.out())
                .contains(
                        "run.started",
                        "capsule.ready",
                        "agent.exited",
                        "verification.done",
                        "run.ended",
                        "a.txt",
                        "MEMORY")
                .doesNotContain("NOT AS ON THE LEDGER");
        assertThat(cli.type("ledger", "verify").exit()).isZero();
        assertThat(cli.type("ledger", "export").out()).contains("agent.exited").doesNotContain("a.txt");
    }

    @Test
    void eventThatSaysOtherThanTheLedger_isNotProven() throws Exception {
        String json = run("true", "--task", "t", "--json").out();
        String session = cli.type("session", "list").out().replaceAll("(?s).*(sess_[A-Z0-9]+).*", "$1");
        assertThat(json).contains("\"outcome\" : \"done\"");
        try (Wiring wiring = new Wiring(surroundings(), Config.defaults(), java.util.Optional.empty())) {
            Sessions sessions = new Sessions(wiring);
            var found = sessions.task("t", java.util.Optional.empty());
            TraceEvent ended = sessions.reading(
                            found.session(),
                            reader -> TaskBook.trace(reader, found.task().latestRun()))
                    .getLast();
            LedgerLookup ledger = new LedgerLookup(wiring.folder().ledger());
            TraceEvent forged = new TraceEvent(
                    ended.type(),
                    ended.at(),
                    ended.run(),
                    Map.of("outcome", "failed", "reason", "agent"),
                    ended.numbers(),
                    ended.detail(),
                    ended.salt(),
                    ended.commitment(),
                    ended.log(),
                    ended.index());

            assertThat(ledger.holds(ended, session)).isTrue();
            assertThat(forged.opens()).as("its detail alone would pass").isTrue();
            assertThat(ledger.holds(forged, session)).isFalse();
        }
    }
}
