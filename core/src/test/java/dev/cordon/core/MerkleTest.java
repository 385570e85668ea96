package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The published vectors of Certificate Transparency's reference implementation of RFC 6962, and every small tree. */
class MerkleTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final List<String> ENTRIES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private static final MerkleTree PUBLISHED =
            new MerkleTree(index -> MerkleHash.leaf(HEX.parseHex(ENTRIES.get((int) index))));

    @Test
    void everyPublishedRoot_isReproduced() {
        MerkleFrontier frontier = new MerkleFrontier();
        for (int size = 0; size <= ENTRIES.size(); size++) {
            assertThat(frontier.head()).isEqualTo(new LedgerHead(size, ROOTS.get(size)));
            assertThat(MerkleHash.hex(PUBLISHED.root(size))).isEqualTo(ROOTS.get(size));
            if (size < ENTRIES.size()) {
                frontier.add(MerkleHash.leaf(HEX.parseHex(ENTRIES.get(size))));
            }
        }
    }

    @Test
    void publishedInclusionProof_isReproduced() {
        assertThat(PUBLISHED.inclusion(0, 8))
                .extracting(MerkleHash::hex)
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
    }

    @Test
    void publishedConsistencyProofs_areReproduced() {
        assertThat(PUBLISHED.consistency(6, 8))
                .extracting(MerkleHash::hex)
                .containsExactly(
                        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
        assertThat(PUBLISHED.consistency(2, 5))
                .extracting(MerkleHash::hex)
                .containsExactly(
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
    }

    @Test
    void everyEntryOfEveryTreeUpTo40_isProvenIncluded_andNowhereElse() {
        MerkleTree tree = numbers();
        for (long size = 1; size <= 40; size++) {
            byte[] root = tree.root(size);
            for (long index = 0; index < size; index++) {
                List<byte[]> path = tree.inclusion(index, size);
                assertThat(MerkleProof.includes(number(index), index, size, path, root))
                        .isTrue();
                assertThat(MerkleProof.includes(number(index + 1), index, size, path, root))
                        .isFalse();
                assertThat(MerkleProof.includes(number(index), index, size, longer(path), root))
                        .isFalse();
                assertThat(MerkleProof.includes(number(index), size, size, path, root))
                        .isFalse();
                assertThat(MerkleProof.includes(number(index), -1, size, path, root))
                        .isFalse();
                if (!path.isEmpty()) {
                    assertThat(MerkleProof.includes(number(index), index, size, path.subList(1, path.size()), root))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void everyTreeUpTo40_isProvenToExtendEverySmallerOne_andNoOther() {
        MerkleTree tree = numbers();
        for (long later = 0; later <= 40; later++) {
            for (long earlier = 0; earlier <= later; earlier++) {
                List<byte[]> path = tree.consistency(earlier, later);
                byte[] before = tree.root(earlier);
                byte[] after = tree.root(later);
                assertThat(MerkleProof.extend(earlier, before, later, after, path))
                        .isTrue();
                assertThat(MerkleProof.extend(earlier, number(99), later, after, path))
                        .isFalse();
                assertThat(MerkleProof.extend(earlier, before, later, after, longer(path)))
                        .isFalse();
                if (earlier > 0) {
                    assertThat(MerkleProof.extend(earlier, before, later, number(99), path))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void proofsOfWhatIsNotThere_areRefused() {
        assertThatThrownBy(() -> PUBLISHED.inclusion(8, 8)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> PUBLISHED.consistency(9, 8)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(MerkleProof.extend(9, number(1), 8, number(2), List.of())).isFalse();
        assertThat(MerkleProof.extend(3, number(1), 8, number(2), List.of())).isFalse();
    }

    @Test
    void leafAndNodeOfTheSameBytes_haveDifferentHashes() {
        byte[] left = number(1);
        byte[] right = number(2);
        byte[] both = new byte[64];
        System.arraycopy(left, 0, both, 0, 32);
        System.arraycopy(right, 0, both, 32, 32);

        assertThat(MerkleHash.node(left, right)).isNotEqualTo(MerkleHash.leaf(both));
    }

    @Test
    void copyOfAFrontier_growsOnItsOwn() {
        MerkleFrontier frontier = new MerkleFrontier();
        frontier.add(number(0));
        MerkleFrontier copy = frontier.copy();
        copy.add(number(1));

        assertThat(frontier.head()).isNotEqualTo(copy.head());
        assertThat(frontier.size()).isEqualTo(1);
    }

    private static MerkleTree numbers() {
        return new MerkleTree(MerkleTest::number);
    }

    private static byte[] number(long value) {
        return MerkleHash.leaf(Long.toString(value).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static List<byte[]> longer(List<byte[]> path) {
        List<byte[]> longer = new ArrayList<>(path);
        longer.add(number(77));
        return longer;
    }
}
