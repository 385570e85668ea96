package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FieldsTest {
    @Test
    void fields_areReadAsWritten() {
        byte[] written =
                new FieldWriter().text("é").number(-7).bytes(new byte[0]).endWith(Bytes.utf8("rest"));
        FieldReader in = new FieldReader(written);
        assertThat(in.text()).isEqualTo("é");
        assertThat(in.number()).isEqualTo(-7);
        assertThat(in.bytes()).isEmpty();
        assertThat(in.rest().asUtf8()).isEqualTo("rest");
        assertThat(in.atEnd()).isTrue();
    }

    @Test
    void lengthsStandBeforeFields() {
        byte[] written = new FieldWriter().text("ab").toBytes();
        assertThat(HexFormat.of().formatHex(written)).isEqualTo("000000026162");
    }

    @Test
    void loneSurrogate_isRefused() {
        FieldWriter writer = new FieldWriter();
        assertThatThrownBy(() -> writer.text("\ud800")).isInstanceOf(CordonException.BadInput.class);
    }

    @Test
    void fieldThatClaimsTooMuch_failsBeforeItAllocates() {
        for (String hex : new String[] {"7fffffff", "ffffffff", "00000002aa", "0000"}) {
            FieldReader in = new FieldReader(HexFormat.of().parseHex(hex));
            assertThatThrownBy(in::bytes).isInstanceOf(BufferUnderflowException.class);
        }
    }
}
