package dev.cordon.memory;

import com.google.re2j.Pattern;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Marks a text that reads like an order to the model that will recall it. The expressions are data:
 * {@code instruction-like.txt}, one a line. Matching is linear (RE2) and sees the text in NFKC without hidden characters, so
 * that full-width letters and zero-width gaps hide nothing. It marks and never refuses: whoever writes about attacks, as this sentence does,
 * must be able to. What it misses is bounded by C7: nothing becomes durable without a person.
 */
final class InstructionCheck implements WriteCheck {
    private final List<Sign> signs;

    /** @param words of which a text must hold one for the pattern to be worth trying */
    private record Sign(List<String> words, Pattern pattern) {
        static Sign parse(String line) {
            int arrow = line.indexOf(" => ");
            return new Sign(
                    List.of(line.substring(0, arrow).split(", ", -1)), Pattern.compile(line.substring(arrow + 4)));
        }

        boolean isIn(String text) {
            return words.stream().anyMatch(text::contains)
                    && pattern.matcher(text).find();
        }
    }

    InstructionCheck() {
        this.signs = shipped();
    }

    @Override
    public Verdict check(Candidate candidate) {
        String text = plain(candidate.text());
        return Verdict.marked(signs.stream().anyMatch(sign -> sign.isIn(text)), Mark.INSTRUCTION_LIKE);
    }

    private static String plain(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().filter(c -> !HiddenCharacterCheck.isHidden(c)).forEach(visible::appendCodePoint);
        return Normalizer.normalize(visible, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private static List<Sign> shipped() {
        InputStream found = InstructionCheck.class.getResourceAsStream("instruction-like.txt");
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Objects.requireNonNull(found), StandardCharsets.UTF_8))) {
            return in.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Sign::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
