package dev.cordon.run;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Past output, made fit to be shown again. Questions to the terminal are left out: it answered them when they were
 * asked, and a second answer would be typed into the agent. Where the beginning is cut off, it starts with a line.
 * Pure.
 */
final class Replay {
    /**
     * From xterm's control sequences and kitty's keyboard protocol: status and attribute reports (n, c, x), version
     * ({@code >q}), modes ({@code $p}), window (t), keyboard ({@code ?u}); colours and clipboard ({@code OSC … ?});
     * settings and capabilities ({@code DCS $q, +q}); ENQ. No part can match in two ways, so matching is linear.
     */
    private static final Pattern QUESTION = Pattern.compile("\033\\[[?>=]?[0-9;]*(?:[ncxt]|\\$p)"
            + "|\033\\[>[0-9]*q|\033\\[\\?u"
            + "|\033\\][0-9][^\007\033]*\\?(?:\007|\033\\\\)"
            + "|\033P[$+]q[^\007\033]*(?:\007|\033\\\\)"
            + "|\005");

    private Replay() {}

    /** @param cut whether output before these bytes is gone */
    static byte[] of(byte[] output, boolean cut) {
        // One char a byte, so that bytes of any encoding survive.
        String text = new String(output, StandardCharsets.ISO_8859_1);
        String whole = cut ? text.substring(text.indexOf('\n') + 1) : text;
        return QUESTION.matcher(whole).replaceAll("").getBytes(StandardCharsets.ISO_8859_1);
    }
}
