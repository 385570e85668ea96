package dev.cordon.tck.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/conformance.md says what the tests found. To write it anew:
 * {@code mvn -pl tck/memory test -Dconformance.write=true}.
 */
@Order(Integer.MAX_VALUE)
class ConformanceDocTest {
    @TempDir
    Path folder;

    /** Alone it has to make every check by itself. */
    @Test
    @Timeout(480)
    void document_saysWhatWasFound() throws Exception {
        Path document = Path.of("../../docs/conformance.md");
        String found = new ConformanceDoc(folder).write();
        if (Boolean.getBoolean("conformance.write")) {
            Files.writeString(document, found);
        }
        assertThat(found).isEqualTo(Files.readString(document));
    }
}
