package dev.cordon.tck.memory;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import dev.langchain4j.store.memory.chat.InMemoryChatMemoryStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * LangChain4j's chat memory on its in-memory store, one memory an id, as its tutorial says
 * (docs.langchain4j.dev/tutorials/chat-memory). An id may be any object with equals and hashCode (Javadoc of
 * {@code MemoryId}), here the owner itself: a tuple. The window is so wide that nothing leaves it.
 */
final class LangChain4jChat implements MemoryUnderTest {
    private final ChatMemoryStore store = new InMemoryChatMemoryStore();
    private final Map<String, Object> ids = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "LangChain4j in-memory chat memory";
    }

    @Override
    public String version() {
        return Versions.of("langchain4j");
    }

    @Override
    public SessionUnderTest open(Owner owner) {
        ids.put(owner.toString(), owner);
        // A caller without a session has no id to give; the builder has one for that case.
        return owner.session().isEmpty() ? new Conversation(builder().build()) : of(owner);
    }

    private MessageWindowChatMemory.Builder builder() {
        return MessageWindowChatMemory.builder().maxMessages(1_000_000).chatMemoryStore(store);
    }

    private Conversation of(Object id) {
        return new Conversation(builder().id(id).build());
    }

    @Override
    public void erase(Owner owner) {
        store.deleteMessages(owner);
    }

    @Override
    public void close() {}

    @Override
    public Abilities.Addressing addressing() {
        return new Abilities.Addressing() {
            @Override
            public String idOf(Owner owner) {
                return owner.toString();
            }

            @Override
            public SessionUnderTest openById(Owner caller, String id) {
                // The id is all that the memory asks for.
                return of(ids.getOrDefault(id, id));
            }
        };
    }

    /** One conversation. */
    private record Conversation(ChatMemory memory) implements SessionUnderTest {
        @Override
        public String append(String text) {
            memory.add(UserMessage.from(text));
            return "";
        }

        @Override
        public Optional<String> get(String message) {
            throw new NotOffered("messages have no ids");
        }

        @Override
        public List<Item> search(String query, int k) {
            List<String> texts = memory.messages().stream()
                    .map(message -> ((UserMessage) message).singleText())
                    .toList();
            return Words.search(Words.items(texts), query, k);
        }

        @Override
        public boolean delete(String message) {
            throw new NotOffered("messages have no ids");
        }

        @Override
        public void close() {}
    }
}
