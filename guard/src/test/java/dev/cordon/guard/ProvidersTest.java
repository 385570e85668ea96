package dev.cordon.guard;

import static dev.cordon.guard.Fakes.ALNUM;
import static dev.cordon.guard.Fakes.DIGITS;
import static dev.cordon.guard.Fakes.LOWER;
import static dev.cordon.guard.Fakes.UPPER;
import static dev.cordon.guard.Fakes.alnum;
import static dev.cordon.guard.Fakes.hex;
import static dev.cordon.guard.Fakes.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.spi.GuardFinding;
import dev.cordon.core.spi.GuardVerdict;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One key of each provider's form is found, by the rule that is about it, and not told. */
class ProvidersTest {
    private static final SecretScanner SCANNER = SecretScanner.shipped();
    private static final String BASE64 = ALNUM + "+/";

    static Stream<Arguments> keys() {
        return Stream.of(
                key("aws-access-token", "AK" + "IA" + of(UPPER + "234567", 16)),
                key("gcp-api-key", "AI" + "za" + alnum(35)),
                key("github-pat", Fakes.githubToken()),
                key("github-oauth", "gh" + "o_" + alnum(36)),
                key("github-app-token", "gh" + "s_" + alnum(36)),
                key("github-refresh-token", "gh" + "r_" + alnum(36)),
                key("github-fine-grained-pat", "github_" + "pat_" + alnum(82)),
                key("gitlab-pat", "gl" + "pat-" + alnum(20)),
                key("gitlab-deploy-token", "gl" + "dt-" + alnum(20)),
                key("gitlab-runner-authentication-token", "gl" + "rt-" + alnum(20)),
                key("slack-bot-token", "xo" + "xb-" + of(DIGITS, 12) + "-" + of(DIGITS, 12) + "-" + alnum(24)),
                key(
                        "slack-app-token",
                        "xa" + "pp-1-" + of(UPPER, 10) + "-" + of(DIGITS, 13) + "-" + of(LOWER + DIGITS, 40)),
                key("slack-webhook-url", "https://hooks.slack" + ".com/services/" + alnum(44)),
                key("stripe-access-token", "sk_" + "live_" + alnum(40)),
                key("openai-api-key", "sk-" + "proj-" + alnum(74) + "T3Blbk" + "FJ" + alnum(74)),
                key("anthropic-key", "sk-" + "ant-api03-" + alnum(93) + "AA"),
                key("npm-access-token", "np" + "m_" + of(LOWER + DIGITS, 36)),
                key("pypi-upload-token", "pypi-" + "AgEIcHlwaS5vcmc" + alnum(80)),
                key("twilio-api-key", "S" + "K" + hex(32)),
                key("sendgrid-api-token", "S" + "G." + alnum(66)),
                key("jwt", "ey" + alnum(20) + ".ey" + alnum(30) + "." + alnum(43)),
                key("private-key", Fakes.privateKey()),
                key("azure-ad-client-secret", "abc8" + "Q~" + alnum(34)),
                key("azure-storage-key", "Account" + "Key=" + of(BASE64, 86) + "=="),
                key("digitalocean-pat", "dop" + "_v1_" + hex(64)),
                key("huggingface-access-token", "h" + "f_" + of(LOWER, 34)),
                key("databricks-api-token", "dap" + "i" + hex(32)),
                key("shopify-access-token", "shp" + "at_" + hex(32)),
                key("square-access-token", "sq0" + "atp-" + alnum(22)),
                key("mailchimp-api-key", "mailchimp_key = \"" + hex(32) + "-us2" + "0\""),
                key("telegram-bot-api-token", "telegram_token = \"" + of("123456789", 9) + ":A" + alnum(34) + "\""),
                key("discord-api-token", "discord_token = \"" + hex(64) + "\""),
                key(
                        "heroku-api-key",
                        "heroku_key = \"" + hex(8) + "-" + hex(4) + "-" + hex(4) + "-" + hex(4) + "-" + hex(12) + "\""),
                key("postman-api-token", "PM" + "AK-" + hex(24) + "-" + hex(34)),
                key("pulumi-api-token", "pu" + "l-" + hex(40)),
                key("planetscale-api-token", "pscale" + "_tkn_" + alnum(43)),
                key("grafana-service-account-token", "gl" + "sa_" + alnum(32) + "_" + hex(8)),
                key("vault-service-token", "hv" + "s." + alnum(95)),
                key("linear-api-key", "lin" + "_api_" + of(LOWER + DIGITS, 40)),
                key("new-relic-user-api-key", "new_relic = \"NR" + "AK-" + of(LOWER + DIGITS, 27) + "\""),
                key("rubygems-api-token", "rubygems" + "_" + hex(48)),
                key("doppler-api-token", "dp" + ".pt." + of(LOWER + DIGITS, 43)),
                key("dynatrace-api-token", "dt0" + "c01." + of(LOWER + DIGITS, 24) + "." + of(LOWER + DIGITS, 64)),
                key("age-secret-key", "AGE-SECRET" + "-KEY-1" + of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)),
                key("perplexity-api-key", "pp" + "lx-" + alnum(48)),
                key("alibaba-access-key-id", "LT" + "AI" + of(LOWER + DIGITS, 20)),
                key("openrouter-key", "sk-" + "or-v1-" + hex(64)),
                key("groq-key", "gs" + "k_" + alnum(52)),
                key("xai-key", "xa" + "i-" + alnum(80)),
                key("replicate-token", "r" + "8_" + alnum(37)),
                key("nvidia-key", "nv" + "api-" + alnum(64)),
                key("langsmith-key", "lsv2" + "_pt_" + hex(32) + "_" + hex(10)),
                key("pinecone-key", "pc" + "sk_" + alnum(5) + "_" + alnum(63)),
                key("amazon-bedrock-key", "AB" + "SK" + alnum(128)),
                key("google-oauth-client-secret", "GOC" + "SPX-" + alnum(28)),
                key("docker-token", "dckr" + "_pat_" + alnum(27)),
                key("tailscale-key", "ts" + "key-auth-" + alnum(12) + "-" + alnum(32)),
                key("figma-token", "fi" + "gd_" + alnum(40)),
                key("supabase-token", "sb" + "p_" + hex(40)),
                key("stripe-webhook-secret", "wh" + "sec_" + alnum(32)),
                key("artifactory-key", "AK" + "Cp" + alnum(69)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    void keyIsFoundByItsRule_andNotTold(String rule, String key) {
        String content = "first line\nvalue = \"" + key + "\"\n";

        GuardVerdict verdict = SCANNER.scan("src/config.txt", content.getBytes(StandardCharsets.US_ASCII));

        assertThat(verdict).isInstanceOfSatisfying(GuardVerdict.Findings.class, findings -> {
            assertThat(findings.list()).extracting(GuardFinding::ruleId).contains(rule);
            assertThat(findings.list()).allMatch(finding -> finding.line() == 2);
            assertThat(findings.toString()).doesNotContain(key).doesNotContain(key.substring(key.length() - 12));
        });
    }

    private static Arguments key(String rule, String key) {
        return Arguments.of(rule, key);
    }
}
