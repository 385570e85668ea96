package dev.cordon.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleSetTest {
    @Test
    void everyShippedExpression_compiles() {
        List<String> broken = new ArrayList<>();
        RuleSet shipped = RuleSet.shipped();
        shipped.allowlists().forEach(allowlist -> compile(broken, "global allowlist", allowlist));
        for (SecretRule rule : shipped.rules()) {
            compile(broken, rule.id(), rule.regex());
            compile(broken, rule.id(), rule.path());
            rule.allowlists().forEach(allowlist -> compile(broken, rule.id(), allowlist));
        }
        assertThat(broken).as("rules that RE2/J can't compile").isEmpty();
    }

    @Test
    void everyShippedRule_isThereOnce() {
        List<String> ids =
                RuleSet.shipped().rules().stream().map(SecretRule::id).toList();
        assertThat(ids).hasSize(213 + 17).doesNotHaveDuplicates();
    }

    @Test
    void unknownKey_isAnErrorThatNamesTheRule() {
        assertThatThrownBy(() -> RuleSet.parse("[[rules]]\nid = \"a\"\nregex = 'x'\nentropie = 3\n"))
                .hasMessageContaining("rule 'a'")
                .hasMessageContaining("entropie");
        assertThatThrownBy(() -> RuleSet.parse("[extend]\nuseDefault = 1\n")).hasMessageContaining("extend");
        assertThatThrownBy(() -> RuleSet.parse("[[rules]]\nid = \"a\"\n")).hasMessageContaining("regex or a path");
        assertThatThrownBy(() -> RuleSet.parse("[allowlist]\ncondition = \"XOR\"\n"))
                .hasMessageContaining("AND or OR");
    }

    @Test
    void tomlOfTheKindThatRuleFilesUse_isRead() {
        Map<String, Object> read = Toml.parse("""
                # comment
                title = "a \\"quoted\\" \\\\ title"
                number = 3.5
                plain = 'a # b'
                raw = '''it's [raw]'''
                list = [
                    "x", 'y',
                    # comment
                    '''z,]''',
                ]
                short = ["a", "b"]
                [table]
                key = "v"
                """);

        assertThat(read)
                .containsEntry("title", "a \"quoted\" \\ title")
                .containsEntry("number", 3.5)
                .containsEntry("plain", "a # b")
                .containsEntry("raw", "it's [raw]")
                .containsEntry("list", List.of("x", "y", "z,]"))
                .containsEntry("short", List.of("a", "b"))
                .containsEntry("table", Map.of("key", "v"));
    }

    @Test
    void tomlThatIsNotUnderstood_isAnErrorWithItsLine() {
        for (String wrong : List.of(
                "x",
                "x = true",
                "x = \"\"\"y\"\"\"",
                "x = \"a",
                "x = 'a' b",
                "x = [1]",
                "x = [\"a\"",
                "x = \"\\u0041\"",
                "x.y = 'a'",
                "x = 'a'\nx = 'b'",
                "[[a.b]]")) {
            assertThatThrownBy(() -> Toml.parse("\n" + wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("line ");
        }
    }

    @Test
    void entropyIsShannons() {
        assertThat(Entropy.of("")).isZero();
        assertThat(Entropy.of("aaaa")).isZero();
        assertThat(Entropy.of("abab")).isEqualTo(1.0);
        assertThat(Entropy.of("abcdefgh")).isEqualTo(3.0);
    }

    private static void compile(List<String> broken, String where, Allowlist allowlist) {
        allowlist.paths().forEach(pattern -> compile(broken, where, pattern));
        allowlist.regexes().forEach(pattern -> compile(broken, where, pattern));
    }

    private static void compile(List<String> broken, String where, LazyPattern pattern) {
        try {
            if (pattern != null) {
                pattern.get();
            }
        } catch (PatternSyntaxException e) {
            broken.add(where + ": " + e.getMessage());
        }
    }
}
