package dev.cordon.memory;

import java.util.List;

/**
 * What became of a wish to remember.
 *
 * @param redacted the rules whose findings were taken out of the text, one entry a finding; never a value
 */
public record Written(MemoryItem item, List<String> redacted) {
    public Written {
        redacted = List.copyOf(redacted);
    }
}
