package dev.cordon.memory.minilm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The tokenizer against the one that the model's makers use, which reads the same file. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WordPiecesTest {
    /** Punctuation since Unicode 14, which is younger than the oracle's tables. */
    private static final int ARABIC_END_OF_TEXT = 0x61d;

    private WordPieces pieces;
    private HuggingFaceTokenizer oracle;

    @BeforeAll
    void open() throws Exception {
        pieces = ModelFiles.pieces();
        try (InputStream in = getClass().getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
            oracle = HuggingFaceTokenizer.newInstance(in, Map.of("padding", "false", "truncation", "false"));
        }
    }

    @AfterAll
    void close() {
        oracle.close();
    }

    private List<Integer> expected(String text) {
        return LongStream.of(oracle.encode(text, false, false).getIds())
                .mapToObj(id -> (int) id)
                .toList();
    }

    @Test
    void textsOfManyKinds_areCutAsTheModelWasTrained() {
        for (String text : List.of(
                "",
                " \t\r\n",
                "The build needs JDK 25; see docs/README.md!",
                "unbelievably antidisestablishmentarianism-like",
                "crème brûlée à la carte, Straße, İstanbul, ΟΔΟΣ, Ω, ﬁne",
                "价格是 100元, 東京タワー, 한국어",
                "zero\u200bwidth \u202eturned\u202c soft\u00adhyphen nul\u0000 \ufffd",
                "non\u00a0breaking\u3000space\u2028line",
                "emoji 👍🏽 family 👨‍👩‍👧 flag 🇩🇪",
                "x".repeat(100) + " " + "x".repeat(101),
                "`code_with_underscores`(a+b)=c^2 ~ $HOME <tag> |pipe|",
                "наши тесты — «быстрые»… 3½ № ™ €5",
                "a\u0301 e\u0301\u0327 ỡ ǖ")) {
            assertThat(pieces.of(text)).as(text).isEqualTo(expected(text));
        }
    }

    @Test
    void randomTexts_areCutAlike() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                int c = some(random);
                if (Character.isDefined(c) && c != ARABIC_END_OF_TEXT) {
                    text.appendCodePoint(c);
                }
            }
            assertThat(pieces.of(text.toString()))
                    .as("round %d: %s", round, text)
                    .isEqualTo(expected(text.toString()));
        }
    }

    /** Characters that texts are made of, of many scripts. */
    private static int some(Random random) {
        return switch (random.nextInt(11)) {
            case 0 -> ' ' + random.nextInt(95);
            case 1 -> 'a' + random.nextInt(26);
            case 2 -> random.nextInt(0x250);
            case 3 -> 0x370 + random.nextInt(0x190);
            case 4 -> 0x2000 + random.nextInt(0x70);
            case 5 -> 0x590 + random.nextInt(0x60);
            case 6 -> 0x600 + random.nextInt(0x100);
            case 7 -> 0x900 + random.nextInt(0x80);
            case 8 -> 0xac00 + random.nextInt(0x2ba0);
            case 9 -> (random.nextBoolean() ? 0x1f300 : 0x20000) + random.nextInt(0x200);
            default -> 0x4e00 + random.nextInt(0x5000);
        };
    }

    @Test
    void marksOfTheModel_areTextToIt() {
        assertThat(pieces.of("[SEP] [CLS] [MASK]")).isNotEmpty().doesNotContain(WordPieces.BEGIN, WordPieces.END, 103);
    }
}
