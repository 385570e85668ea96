package dev.cordon.tck.memory;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * LangChain4j's in-memory embedding store, one for all, told apart by metadata and a filter on it, as its tutorial does
 * for users (docs.langchain4j.dev/tutorials/rag, "dynamicFilter"); here with one key a part of the owner, all of them
 * equal. Vectors are hashed bags of words: nothing else is near.
 */
final class LangChain4jEmbeddings implements MemoryUnderTest {
    private static final int DIMENSIONS = 4_096;
    /** Relevance is (cosine + 1) / 2: less than this has no word in common. */
    private static final double NEAR = 0.55;

    private final InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();

    @Override
    public String name() {
        return "LangChain4j in-memory embedding store";
    }

    @Override
    public String version() {
        return Versions.of("langchain4j");
    }

    private static Embedding embed(String text) {
        float[] vector = new float[DIMENSIONS];
        for (String word : text.toLowerCase(Locale.ROOT).split("\\s+")) {
            vector[Math.floorMod(word.hashCode() * 31, DIMENSIONS)] += 1;
        }
        return Embedding.from(vector);
    }

    private static Metadata metadata(Owner owner) {
        return Metadata.from(Map.of(
                "tenant", owner.tenant(),
                "user", owner.user(),
                "workspace", owner.workspace(),
                "session", owner.session()));
    }

    private static Filter filter(Owner owner) {
        return metadataKey("tenant")
                .isEqualTo(owner.tenant())
                .and(metadataKey("user").isEqualTo(owner.user()))
                .and(metadataKey("workspace").isEqualTo(owner.workspace()))
                .and(metadataKey("session").isEqualTo(owner.session()));
    }

    @Override
    public SessionUnderTest open(Owner owner) {
        return new Filtered(owner);
    }

    @Override
    public void erase(Owner owner) {
        store.removeAll(filter(owner));
    }

    @Override
    public void close() {}

    @Override
    public Abilities.Batching batching() {
        return (owners, texts) -> {
            List<TextSegment> segments = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                segments.add(TextSegment.from(texts.get(i), metadata(owners.get(i))));
            }
            store.addAll(texts.stream().map(LangChain4jEmbeddings::embed).toList(), segments);
        };
    }

    /** The store behind one owner's filter. */
    private final class Filtered implements SessionUnderTest {
        private final Owner owner;

        Filtered(Owner owner) {
            this.owner = owner;
        }

        @Override
        public String append(String text) {
            return store.add(embed(text), TextSegment.from(text, metadata(owner)));
        }

        @Override
        public Optional<String> get(String id) {
            throw new NotOffered("entries are found by search, not by id");
        }

        @Override
        public List<Item> search(String query, int k) {
            EmbeddingSearchRequest request = EmbeddingSearchRequest.builder()
                    .queryEmbedding(embed(query))
                    .maxResults(k)
                    .minScore(NEAR)
                    .filter(filter(owner))
                    .build();
            return store.search(request).matches().stream()
                    .map(match -> new Item(match.embeddingId(), match.embedded().text()))
                    .toList();
        }

        @Override
        public boolean delete(String id) {
            // By id there is no filter to give.
            store.remove(id);
            return true;
        }

        @Override
        public void close() {}
    }
}
