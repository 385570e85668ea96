package dev.cordon.tck.memory;

import java.nio.file.Path;

/** A process that adds messages for ever, and says what is acknowledged. */
final class SpringAiWriter {
    private SpringAiWriter() {}

    public static void main(String[] args) {
        SpringAiJdbc memory = SpringAiJdbc.at(Path.of(args[0]));
        SessionUnderTest session = memory.addressing().openById(new Owner("", "", "", ""), args[1]);
        Children.writeForEver(session::append);
    }
}
