package dev.cordon.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.spi.GuardFinding;
import dev.cordon.core.spi.GuardVerdict;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretScannerTest {
    private static final SecretScanner SHIPPED = SecretScanner.shipped();
    private static final String RULE = """
            [[rules]]
            id = "own"
            description = "An own key."
            regex = '''own_([a-z0-9]{8})(-x)?'''
            keywords = ["OWN_"]
            """;

    @Test
    void ordinaryText_isClean() {
        assertClean(SHIPPED, "readme.md", "A session is a capability.\npassword: ask somebody\nint a = 1;\n");
        assertClean(SHIPPED, "empty", "");
    }

    @Test
    void variableNamesAndPlaceholders_areClean() {
        assertClean(SHIPPED, "a.sh", "export API_KEY=${API_KEY}\nTOKEN=\"$(cat token)\"\nsecret = \"{{ secret }}\"\n");
    }

    @Test
    void keyOfLowEntropy_isClean() {
        assertClean(SHIPPED, "a.txt", "token = \"gh" + "p_" + "a".repeat(36) + "\"\n");
    }

    @Test
    void documentationsExampleKey_isExcused() {
        assertClean(SHIPPED, "a.txt", "AK" + "IAIOSFODNN7" + "EXAMPLE\n");
    }

    @Test
    void fileThatTheRulesExcuse_isUntestedAndNotClean() {
        assertThat(scan(SHIPPED, "web/package-lock.json", Fakes.githubToken()))
                .isInstanceOf(GuardVerdict.Untested.class);
    }

    @Test
    void fileOfKeysByName_isFoundWithoutLookingInside() {
        assertThat(findings(SHIPPED, "certs/server.p12", "x"))
                .containsExactly(new GuardFinding("certs/server.p12", 0, "pkcs12-file", description("pkcs12-file")));
    }

    @Test
    void excuseByComment_isNotHeeded() {
        assertThat(findings(SHIPPED, "a.txt", Fakes.githubToken() + " # gitleaks:allow\n"))
                .hasSize(1);
    }

    @Test
    void secretOnTheSecondOfTwoLines_isNamedWithItsLine() {
        assertThat(findings(SHIPPED, "a.txt", "x\r\ny\r\n" + Fakes.githubToken() + "\r\n"))
                .extracting(GuardFinding::line)
                .containsExactly(3);
    }

    @Test
    void utf16_isRead() {
        byte[] content = ("x\n" + Fakes.githubToken() + "\n").getBytes(Charset.forName("UTF-16"));
        assertThat(SHIPPED.scan("a.txt", content)).isInstanceOf(GuardVerdict.Findings.class);
    }

    @Test
    void secretBetweenBytesOfNoEncoding_isFound() {
        byte[] content =
                ("\u00ff\u0000\u00fe " + Fakes.githubToken() + " \u0000").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(SHIPPED.scan("a.bin.txt", content)).isInstanceOf(GuardVerdict.Findings.class);
    }

    @Test
    void guessBesideKnowledge_isDropped() {
        assertThat(findings(SHIPPED, "a.txt", "api_key = \"" + Fakes.githubToken() + "\"\n"))
                .extracting(GuardFinding::ruleId)
                .containsExactly("github-pat");
    }

    @Test
    void keywordInAnotherCase_stillWakesTheRule() {
        assertThat(findings(of(RULE), "a", "own_abc12345")).hasSize(1);
    }

    @Test
    void withoutAKeyword_theRuleIsNotTried() {
        assertClean(of(RULE.replace("OWN_", "other")), "a", "own_abc12345");
    }

    @Test
    void entropyIsMeasuredOnTheSecretsGroup() {
        String limited = RULE + "entropy = 2.9\n";
        assertThat(findings(of(limited), "a", "own_abcdefgh")).hasSize(1);
        assertClean(of(limited), "a", "own_aabbccdd");
        assertClean(of(RULE.replace("OWN_", "own_") + "entropy = 1.5\nsecretGroup = 2\n"), "a", "own_abcdefgh-x");
    }

    @Test
    void ruleOfOnePath_holdsThereOnly() {
        String php = RULE + "path = '''\\.php$'''\n";
        assertThat(findings(of(php), "x.php", "own_abcdefgh")).hasSize(1);
        assertClean(of(php), "x.txt", "own_abcdefgh");
    }

    @Test
    void allowlistOfARule_excusesItsSecretMatchOrLine() {
        String head = RULE + "[[rules.allowlists]]\n";
        assertClean(of(head + "stopwords = [\"BCD\"]\n"), "a", "own_abcdefgh");
        assertClean(of(head + "regexes = ['''^abc''']\n"), "a", "own_abcdefgh");
        assertThat(findings(of(head + "regexes = ['''^own''']\n"), "a", "own_abcdefgh"))
                .hasSize(1);
        assertClean(of(head + "regexTarget = \"match\"\nregexes = ['''^own''']\n"), "a", "own_abcdefgh");
        assertClean(of(head + "regexTarget = \"line\"\nregexes = ['''^test''']\n"), "a", "x\ntest own_abcdefgh\ny");
    }

    @Test
    void allowlistThatAsksForAll_needsAll() {
        String both =
                RULE + "[[rules.allowlists]]\ncondition = \"AND\"\npaths = ['''^test/''']\nstopwords = [\"abc\"]\n";
        assertClean(of(both), "test/a", "own_abcdefgh");
        assertThat(findings(of(both), "main/a", "own_abcdefgh")).hasSize(1);
        assertThat(findings(of(both), "test/a", "own_12345678")).hasSize(1);
    }

    @Test
    void hugeLine_isScannedToItsEnd() {
        String line = "x".repeat(5 << 20) + " own_abcdefgh " + "y".repeat(5 << 20) + " own_12345678";
        assertThat(findings(of(RULE), "a", "first\n" + line))
                .containsExactly(new GuardFinding("a", 2, "own", "An own key."));
    }

    @Test
    void hugeLineThatWakesManyRules_endsInLinearTime() {
        String hostile = "api_key token secret password auth ghp_ sk- = ".repeat(1 << 15);
        assertThat(hostile).hasSizeGreaterThan(1 << 20);
        assertThat(scan(SHIPPED, "a.txt", hostile)).isInstanceOf(GuardVerdict.class);
    }

    @Test
    void secretAcrossTheSeamOfTwoChunks_isFound() {
        int seam = 4 * LinePieces.LONGEST;
        for (int before = seam - 16; before <= seam; before++) {
            assertThat(findings(of(RULE), "a", " ".repeat(before) + "own_abcdefgh tail"))
                    .hasSize(1);
        }
    }

    @Test
    void textOfFewAndOfManyLines_wakesTheSameRules() {
        KeywordIndex index = new KeywordIndex(RuleSet.shipped().rules());
        String words = "GH" + "P_ sk-ant- jira password api ey";
        String padded = words + " ".repeat(KeywordIndex.SHORT);

        assertThat(index.candidates(padded)).isEqualTo(index.candidates(words));
        assertThat(index.candidates(words).cardinality()).isBetween(5, 60);
        assertThat(index.candidates("").cardinality()).isEqualTo(1);
    }

    private static SecretScanner of(String rules) {
        return SecretScanner.of(RuleSet.parse(rules));
    }

    private static GuardVerdict scan(SecretScanner scanner, String path, String text) {
        return scanner.scan(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertClean(SecretScanner scanner, String path, String text) {
        assertThat(scan(scanner, path, text)).isEqualTo(new GuardVerdict.Clean());
    }

    private static List<GuardFinding> findings(SecretScanner scanner, String path, String text) {
        return scan(scanner, path, text) instanceof GuardVerdict.Findings found ? found.list() : List.of();
    }

    private static String description(String id) {
        return RuleSet.shipped().rules().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow()
                .description();
    }
}
