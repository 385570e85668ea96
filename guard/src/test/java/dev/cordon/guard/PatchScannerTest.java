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
    void binaryContent_isScannedWhereThePatchHoldsIt() {
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        byte[] zeros = new byte[70_000];
        repo.write("a b.bin", joined(zeros, KEY.getBytes(StandardCharsets.US_ASCII), zeros))
                .write("wide.bin", joined(new byte[] {1}, KEY.getBytes(StandardCharsets.UTF_16LE)))
                .write("plain.bin", new byte[] {0, 1, 2, 3});

        PatchReport report = diff(repo, "--binary");
        assertThat(findings(report))
                .extracting(GuardFinding::file, GuardFinding::ruleId, GuardFinding::line)
                .containsExactly(tuple("a b.bin", "github-pat", 0), tuple("wide.bin", "github-pat", 0));
        assertThat(report.unscanned()).isEmpty();
        assertThat(diff(repo).unscanned())
                .extracting(PatchReport.Unscanned::file)
                .containsExactly("a b.bin", "plain.bin", "wide.bin");
    }

    @Test
    void largeBinary_isReadToItsEnd() {
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        byte[] random = new byte[300_000];
        new Random(7).nextBytes(random);
        repo.write("x.bin", joined(random, new byte[1], KEY.getBytes(StandardCharsets.US_ASCII)));

        assertThat(findings(diff(repo, "--binary"))).hasSize(1);
    }

    /** A header that the base has and a body that is put in make a key that neither part is. */
    @Test
    void binaryThatIsChangedInParts_isScannedWhereItChanged_andListed() {
        byte[] random = new byte[100_000];
        new Random(3).nextBytes(random);
        GitRepo repo = GitRepo.init(folder).write("x.bin", random);
        repo.commit("base");
        repo.write("x.bin", joined(random, new byte[1], KEY.getBytes(StandardCharsets.US_ASCII), new byte[1]));

        PatchReport report = diff(repo, "--binary");
        assertThat(findings(report)).hasSize(1);
        assertThat(report.unscanned())
                .singleElement()
                .satisfies(file -> assertThat(file.why()).contains("changes parts"));
    }

    /** A megabyte of patch may stand for a gigabyte of zeros. */
    @Test
    void moreThanIsWorthScanning_isListed_andWhatCameBeforeIsScanned() {
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        byte[] zeros = new byte[90 << 20];
        repo.write("a.bin", joined(KEY.getBytes(StandardCharsets.US_ASCII), zeros))
                .write("b.bin", zeros)
                .write("c.bin", joined(zeros, KEY.getBytes(StandardCharsets.US_ASCII)))
                .write("d.txt", KEY + "\n");

        PatchReport report = diff(repo, "--binary");
        assertThat(findings(report)).extracting(GuardFinding::file).containsExactly("a.bin", "d.txt");
        assertThat(report.unscanned()).extracting(PatchReport.Unscanned::file).containsExactly("c.bin");
    }

    @Test
    void binaryPatchThatIsCutOrForged_isUnavailableAndNeverClean() {
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        repo.write("x.bin", new byte[] {0, 1, 2, 3}).git("add", "--all");
        String patch = repo.git("diff", "--cached", "--binary");
        assertThat(scan(patch).verdict()).isEqualTo(new GuardVerdict.Clean());
        for (String forged : List.of(
                patch.replace("literal 4", "literal 5"),
                patch.replace("literal 4", "verbatim 4"),
                patch.replaceAll("(?m)^Lc.*$", "Lc\"\"\"\"\""),
                patch.substring(0, patch.indexOf("literal 4") + 10))) {
            assertThat(scan(forged).verdict()).as(forged).isInstanceOf(GuardVerdict.Unavailable.class);
        }
    }

    /** The name is the agent's to choose, so it excuses guesses and no form that is known. */
    @Test
    void nameThatTheRulesExcuse_hidesNoKnownForm() {
        GitRepo repo = GitRepo.init(folder);
        repo.commit("base");
        for (String name : List.of("x.svg", "package-lock.json", "go.sum", "node_modules/a.js", "gradlew")) {
            repo.write(name, "integrity api_key = '" + Fakes.hex(40) + "'\n" + KEY + "\n");
        }
        PatchReport report = diff(repo);
        assertThat(findings(report))
                .hasSize(5)
                .allSatisfy(finding -> assertThat(finding.ruleId()).isEqualTo("github-pat"));
        assertThat(report.unscanned()).isEmpty();
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

    private static byte[] joined(byte[]... parts) {
        var joined = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
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
