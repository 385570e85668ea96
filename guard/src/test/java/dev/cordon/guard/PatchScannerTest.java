package dev.cordon.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cordon.core.spi.GuardFinding;
import dev.cordon.core.spi.GuardVerdict;
import dev.cordon.testing.GitRepo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Patches are made by real git. */
class PatchScannerTest {
    private static final PatchScanner SCANNER = new PatchScanner(SecretScanner.shipped());
    private static final String KEY = Fakes.githubToken();

    @TempDir
    Path folder;

    @Test
    void addedSecret_isNamedWithFileAndNewLine() {
        GitRepo repo = GitRepo.init(folder).write("src/a.txt", lines(30));
        repo.commit("base");
        repo.write("src/a.txt", "new\n" + lines(20) + "token = " + KEY + "\n" + lines(10));

        assertThat(findings(diff(repo)))
                .extracting(GuardFinding::file, GuardFinding::line)
                .containsExactly(tuple("src/a.txt", 22));
    }

    @Test
    void removedAndUnchangedSecrets_areTheBasesAndClean() {
        GitRepo repo = GitRepo.init(folder).write("a.txt", KEY + "\nx\n").write("b.txt", KEY + "\nx\ny\n");
        repo.commit("base");
        repo.write("a.txt", "x\n").write("b.txt", KEY + "\nx\nz\n");

        assertThat(diff(repo).verdict()).isEqualTo(new GuardVerdict.Clean());
    }

    @Test
    void deletedFile_isClean() throws IOException {
        GitRepo repo = GitRepo.init(folder).write("a.txt", KEY + "\n");
        repo.commit("base");
        Files.delete(folder.resolve("a.txt"));

        assertThat(diff(repo)).isEqualTo(new PatchReport(new GuardVerdict.Clean(), List.of()));
    }

    @Test
    void namesThatGitQuotes_areReadRight() {
        for (String name : List.of("ä ö.txt", "tab\there", "quo\"te", "back\\slash", "b/b/x y", "new\nline", " lead")) {
            GitRepo repo = GitRepo.init(folder.resolve("r" + name.hashCode()));
            repo.commit("base");
            repo.write(name, KEY + "\n");
            assertThat(findings(diff(repo))).extracting(GuardFinding::file).containsExactly(name);
        }
    }

    @Test
    void addedLineThatPosesAsTheNextFile_staysContent() {
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        repo.write("a.txt", "diff --git a/x b/y\n++ b/vendor/modules.txt\n@@ -0,0 +1 @@\n" + KEY + "\n");

        assertThat(findings(diff(repo))).extracting(GuardFinding::file).containsExactly("a.txt");
    }

    @Test
    void renamedFile_hasItsNewName() throws IOException {
        GitRepo repo = GitRepo.init(folder).write("old.txt", lines(40));
        repo.commit("base");
        Files.delete(folder.resolve("old.txt"));
        repo.write("new.txt", lines(40) + KEY + "\n");

        assertThat(findings(diff(repo, "-M")))
                .containsExactly(new GuardFinding(
                        "new.txt",
                        41,
                        "github-pat",
                        findings(diff(repo)).getFirst().description()));
    }

    @Test
    void binaryContent_isListedAsUnscanned() {
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        repo.write("a b.bin", new byte[] {0, 1, 2, 3}).write("t.txt", KEY + "\n");

        for (PatchReport report : List.of(diff(repo, "--binary"), diff(repo))) {
            assertThat(report.unscanned())
                    .extracting(PatchReport.Unscanned::file)
                    .containsExactly("a b.bin");
            assertThat(findings(report)).hasSize(1);
        }
    }

    @Test
    void fileThatTheRulesExcuse_isListedAsUnscanned() {
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        repo.write("package-lock.json", KEY + "\n");

        PatchReport report = diff(repo);
        assertThat(report.verdict()).isEqualTo(new GuardVerdict.Clean());
        assertThat(report.unscanned()).hasSize(1);
    }

    @Test
    void privateKeyOverManyLines_isFoundAtItsFirst() {
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        repo.write("id", "x\n" + Fakes.privateKey());

        assertThat(findings(diff(repo))).extracting(GuardFinding::line).containsExactly(2);
    }

    @Test
    void fileWithoutNewlineAtItsEnd_isRead() {
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        repo.write("a.txt", "x\n" + KEY).write("b.txt", "y");

        assertThat(findings(diff(repo))).extracting(GuardFinding::line).containsExactly(2);
    }

    @Test
    void linesLongerThanTheBuffer_areReadToTheirEnd() {
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        repo.write("a.txt", "one\n" + "x".repeat(3 << 20) + " " + KEY + "\nthree\n" + KEY + "\n");

        assertThat(findings(diff(repo))).extracting(GuardFinding::line).containsExactly(2, 4);
    }

    @Test
    void patchWithManyFiles_isReadToItsEnd() {
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        for (int at = 0; at < 50; at++) {
            repo.write("d" + at + "/f.txt", "l\n" + KEY + "\n");
        }
        assertThat(findings(diff(repo))).hasSize(50).allMatch(finding -> finding.line() == 2);
    }

    @Test
    void secretInTwoParts_isFoundWhereverTheyStand() {
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        repo.write("z/head.py", "a = 1\nFIRST = \"" + KEY.substring(0, 17) + "\"\n" + lines(40))
                .write("a/tail.py", lines(40) + "SECOND = '" + KEY.substring(17) + "'\n");

        assertThat(findings(diff(repo)))
                .extracting(GuardFinding::file, GuardFinding::line)
                .containsExactly(tuple("z/head.py", 2));
    }

    @Test
    void encodedSecret_isFoundInEitherAlphabetWrappedTwiceOrAsHexDigits() {
        byte[] bytes =
                ("token = " + KEY + " and more to fill a second line of the encoding").getBytes(StandardCharsets.UTF_8);
        Base64.Encoder plain = Base64.getEncoder();
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        repo.write("plain.txt", "x: " + plain.encodeToString(bytes) + "\n")
                .write(
                        "url.txt",
                        "x/y/" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n")
                .write(
                        "wrapped.txt",
                        "first\n" + Base64.getMimeEncoder(24, new byte[] {'\n'}).encodeToString(bytes) + "\n")
                .write("twice.txt", plain.encodeToString(plain.encode(bytes)) + "\n")
                .write("hex.txt", "0x " + HexFormat.of().formatHex(bytes) + "\n");

        assertThat(findings(diff(repo)))
                .extracting(GuardFinding::file)
                .containsExactlyInAnyOrder("plain.txt", "url.txt", "wrapped.txt", "twice.txt", "hex.txt");
    }

    @Test
    void hashesAndIdentifiers_areNoPartsOfSecrets() {
        Random random = new Random(7);
        StringBuilder sums = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            sums.append("token_")
                    .append(i)
                    .append(" = \"")
                    .append(HexFormat.of().toHexDigits(random.nextLong()).repeat(4))
                    .append("\"\n");
        }
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        repo.write("sums.txt", sums.toString()).write("b.txt", "ghp_ and sk-ant- are marks; AKIA too\n");

        assertThat(findings(diff(repo)).stream().filter(f -> f.description().contains("two parts")))
                .isEmpty();
    }

    @Test
    void emptyPatch_isClean() {
        assertThat(scan("").verdict()).isEqualTo(new GuardVerdict.Clean());
    }

    @Test
    void patchThatIsNotUnderstood_isUnavailableAndNeverClean() {
        for (String wrong : List.of(
                "--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+x\n",
                "diff --git a/x b/x\n+++ b/x\n@@ -0,0 +1,2 @@\n+x\n",
                "diff --git a/x b/x\n+++ b/x\n@@ -0,0 +1 @@\n?x\n",
                "diff --git a/x b/x\n+++ b/x\n@@ nonsense @@\n+x\n",
                "diff --git a/x b/x\n+++ \"b/x\n@@ -0,0 +1 @@\n+x\n",
                "diff --git a/x b/x\n+++ \"b/\\9\"\n@@ -0,0 +1 @@\n+x\n",
                "diff --cc x\n@@@ -1 -1 +1 @@@\n++x\n",
                "diff --git a/x b/x\n@@@ -1 -1 +1 @@@\n++x\n")) {
            assertThat(scan(wrong).verdict()).as(wrong).isInstanceOf(GuardVerdict.Unavailable.class);
        }
    }

    @Test
    void streamThatBreaks_isUnavailable() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }
        };
        assertThat(SCANNER.scan(broken).verdict()).isInstanceOf(GuardVerdict.Unavailable.class);
    }

    private static String lines(int count) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < count; at++) {
            text.append("line ").append(at).append('\n');
        }
        return text.toString();
    }

    private static PatchReport diff(GitRepo repo, String... options) {
        repo.git("add", "--all");
        String[] command = new String[options.length + 3];
        command[0] = "diff";
        command[1] = "--cached";
        command[2] = "--no-color";
        System.arraycopy(options, 0, command, 3, options.length);
        return scan(repo.git(command));
    }

    private static PatchReport scan(String patch) {
        return SCANNER.scan(new ByteArrayInputStream(patch.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<GuardFinding> findings(PatchReport report) {
        return report.verdict() instanceof GuardVerdict.Findings found ? found.list() : List.of();
    }
}
