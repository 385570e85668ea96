package dev.cordon.memory.minilm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.memory.Embedder;
import dev.cordon.memory.EmbedderModule;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real model. */
class MiniLmTest {
    private Embedder embedder;

    @BeforeEach
    void open() {
        embedder = EmbedderModule.open("minilm");
    }

    @AfterEach
    void close() {
        embedder.close();
    }

    private double near(String one, String other) {
        List<float[]> both = embedder.embed(List.of(one, other));
        return dot(both.get(0), both.get(1));
    }

    private static double dot(float[] one, float[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> one[i] * other[i])
                .sum();
    }

    @Test
    void sameMeaningIsNear_andUnrelatedIsFar() {
        assertThat(near("The cat sleeps on the sofa.", "A kitten naps on the couch."))
                .isGreaterThan(0.5);
        assertThat(near("The cat sleeps on the sofa.", "The quarterly budget was approved."))
                .isLessThan(0.2);
        assertThat(near("which Java version do we need?", "the build requires JDK 25"))
                .isGreaterThan(near("which Java version do we need?", "lunch is at noon"));
    }

    @Test
    void vectorsHaveLengthOne_andOneDimension_whateverTheText() {
        for (String text : List.of("", "a", "word ".repeat(3_000), "\ud83d\udc4d")) {
            float[] vector = embedder.embed(List.of(text)).getFirst();
            assertThat(vector).hasSize(Model.DIMENSIONS);
            assertThat(dot(vector, vector)).isCloseTo(1, Offset.offset(1e-5));
        }
    }

    /** A quantized model rounds by all that it is given at once: a neighbour's text may not change a vector. */
    @Test
    void textHasOneVector_whateverIsAskedBesideIt() {
        float[] alone = embedder.embed(List.of("the tests need a database")).getFirst();
        float[] among = embedder.embed(List.of("zebra ".repeat(200), "the tests need a database", "x"))
                .get(1);
        assertThat(among).isEqualTo(alone);
    }

    @Test
    void endOfALongText_counts() {
        String filler = "the weather is nice today and nothing happens. ".repeat(60);
        assertThat(near(filler + "the cat chased a mouse ".repeat(60), "cats and mice"))
                .isGreaterThan(near(filler.repeat(2), "cats and mice") + 0.1);
    }

    @Test
    void manyAtOnce_haveTheSameVectors_ofAModelThatIsReadOnce() throws Exception {
        float[] alone = embedder.embed(List.of("one question")).getFirst();
        AtomicInteger reads = new AtomicInteger();
        MiniLm.Source counted = () -> {
            reads.incrementAndGet();
            return Model.read(NativeRuntime.load());
        };
        try (Embedder fresh = new MiniLm(counted);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<float[]>> asks = IntStream.range(0, 32)
                    .<Callable<float[]>>mapToObj(
                            i -> () -> fresh.embed(List.of("one question")).getFirst())
                    .toList();
            for (Future<float[]> answer : threads.invokeAll(asks)) {
                assertThat(answer.get()).isEqualTo(alone);
            }
            assertThat(reads).hasValue(1);
        }
    }

    @Test
    void afterClose_itIsDown() {
        embedder.embed(List.of("x"));
        embedder.close();
        embedder.close();
        assertThatThrownBy(() -> embedder.embed(List.of("x"))).isInstanceOf(CordonException.Unavailable.class);
    }

    @Test
    void moduleThatIsNotThere_isRefusedWithTheMend() {
        assertThatThrownBy(() -> EmbedderModule.open("other"))
                .isInstanceOf(CordonException.Refused.class)
                .hasMessageContaining("install other")
                .hasMessageContaining("C29");
    }
}
