package dev.cordon.memory;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

/** Counts tokens as OpenAI's o200k_base does (jtokkit). Thread-safe; the vocabulary is read when first needed. */
final class Tokens {
    private Tokens() {}

    private static final class Vocabulary {
        static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }

    /** The number of tokens; of a text that has more than {@code enough}, some number above that. */
    static int count(String text, int enough) {
        // No token of this vocabulary has more than 128 characters: what is longer need not be counted.
        if (text.length() > (long) enough * 128) {
            return Integer.MAX_VALUE;
        }
        return Vocabulary.O200K.countTokensOrdinary(text);
    }
}
