package dev.cordon.memory.minilm;

import dev.cordon.core.CordonException;
import dev.cordon.memory.Embedder;
import dev.cordon.memory.EmbedderModule;
import java.util.List;

/** A process that uses the model, says so, and lives until its standard input ends. */
final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
        try (Embedder embedder = EmbedderModule.open("minilm")) {
            System.out.println(embedder.embed(List.of("hello")).getFirst().length);
        } catch (CordonException.Refused e) {
            System.out.println(e.getMessage());
        }
        System.in.read();
    }
}
