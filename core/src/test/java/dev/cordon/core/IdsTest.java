package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdsTest {
    private final Ids ids = new Ids(new SecureRandom(), Macs.hkdf(new byte[] {1}, "ids"));
    private final Ids elsewhere = new Ids(new SecureRandom(), Macs.hkdf(new byte[] {2}, "ids"));

    @Test
    void minted_verifiesAsItsTypeOnly() {
        for (IdType type : IdType.values()) {
            String id = ids.mint(type);
            assertThat(id).matches("[a-z]+_[0-9A-HJKMNP-TV-Z]{39}").startsWith(type.prefix() + "_");
            for (IdType other : IdType.values()) {
                assertThat(ids.verify(other, id)).isEqualTo(other == type);
            }
            assertThat(ids.verifyAny(id)).isTrue();
        }
    }

    @Test
    void idWithAnotherTypesPrefix_fails() {
        String session = ids.mint(IdType.SESSION);
        assertThat(ids.verify(IdType.RUN, session.replace("sess_", "run_"))).isFalse();
    }

    @Test
    void idMintedElsewhere_fails() {
        assertThat(ids.verify(IdType.SESSION, elsewhere.mint(IdType.SESSION))).isFalse();
    }

    @Test
    void everyChangedCharacter_fails() {
        String id = ids.mint(IdType.RUN);
        for (int i = 0; i < id.length(); i++) {
            for (char c : "0Z_aé".toCharArray()) {
                String changed = id.substring(0, i) + c + id.substring(i + 1);
                assertThat(changed.equals(id) || !ids.verifyAny(changed))
                        .as(changed)
                        .isTrue();
            }
        }
    }

    @Test
    void lowerCaseShorterLongerAndPadded_fail() {
        String id = ids.mint(IdType.RUN);
        String body = id.substring("run_".length());
        for (String text : new String[] {
            "",
            "run_",
            body,
            "run_" + body.toLowerCase(java.util.Locale.ROOT),
            id + "0",
            id.substring(0, id.length() - 1),
            " " + id,
            id + "\n"
        }) {
            assertThat(ids.verify(IdType.RUN, text)).as(text).isFalse();
        }
    }

    /** The last character holds two bits of the MAC only: a second spelling of one id must not pass. */
    @Test
    void oneId_hasOneSpelling() {
        String alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        String id = ids.mint(IdType.TASK);
        long spellings = alphabet.chars()
                .filter(c -> ids.verify(IdType.TASK, id.substring(0, id.length() - 1) + (char) c))
                .count();
        assertThat(spellings).isEqualTo(1);
    }

    @Test
    void mintedIds_differ_andRandomOnesDoNotVerify() {
        Set<String> seen = new HashSet<>();
        Random random = new Random(7);
        String alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        for (int i = 0; i < 2_000; i++) {
            assertThat(seen.add(ids.mint(IdType.RECORD))).isTrue();
            StringBuilder madeUp = new StringBuilder("rec_");
            random.ints(39, 0, 32).forEach(n -> madeUp.append(alphabet.charAt(n)));
            assertThat(ids.verify(IdType.RECORD, madeUp.toString())).isFalse();
        }
    }

    @Test
    void derived_isStable_minted_andBoundToPurposeAndInput() {
        byte[] input = {1, 2};
        String id = ids.derive(IdType.RECORD, "alias", input);
        assertThat(ids.derive(IdType.RECORD, "alias", input)).isEqualTo(id);
        assertThat(ids.verify(IdType.RECORD, id)).isTrue();
        assertThat(ids.derive(IdType.RECORD, "other", input)).isNotEqualTo(id);
        assertThat(ids.derive(IdType.RECORD, "alias", new byte[] {1})).isNotEqualTo(id);
        assertThat(elsewhere.derive(IdType.RECORD, "alias", input)).isNotEqualTo(id);
    }

    @Test
    void typedIds_refuseOtherShapes() {
        String run = ids.mint(IdType.RUN);
        for (String text : new String[] {"", "sess_1", run, "../x", "sess_" + "I".repeat(39)}) {
            assertThatThrownBy(() -> new SessionId(text)).isInstanceOf(CordonException.BadInput.class);
            assertThatThrownBy(() -> new WorkspaceId(text)).isInstanceOf(CordonException.BadInput.class);
        }
        String session = ids.mint(IdType.SESSION);
        assertThat(new SessionId(session)).hasToString(session);
    }
}
