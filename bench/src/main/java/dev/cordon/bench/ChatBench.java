package dev.cordon.bench;

import dev.cordon.core.Session;
import dev.cordon.memory.Conversation;
import dev.cordon.memory.IndexCache;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.memory.repository.jdbc.JdbcChatMemoryRepository;
import org.springframework.ai.chat.memory.repository.jdbc.JdbcChatMemoryRepositoryDialect;
import org.springframework.ai.chat.memory.repository.jdbc.PostgresChatMemoryRepositoryDialect;
import org.springframework.ai.chat.memory.repository.jdbc.SqliteChatMemoryRepositoryDialect;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * A message added to a conversation of 200, beside Spring AI's JDBC chat memory under a window that holds them all: it
 * reads the window and writes it anew for each message. Same engine, same durability, one client, in turns.
 */
final class ChatBench {
    private static final int BEFORE = 195;
    private static final int MEASURED = 10;
    private static final int WORDS = 30;
    private static final String SCHEMAS = "org/springframework/ai/chat/memory/repository/jdbc/schema-";

    private final Path folder;
    private final Figures figures;
    private final int conversations;
    private final Words words = new Words(2);

    ChatBench(Path folder, Figures figures, int conversations) {
        this.folder = folder;
        this.figures = figures;
        this.conversations = conversations;
    }

    /** One conversation that takes messages. */
    @FunctionalInterface
    private interface Chat {
        void add(String text);
    }

    /** Begins conversations. */
    @FunctionalInterface
    private interface Chats {
        Chat begin(int number);
    }

    void measure() throws Exception {
        try (IndexCache indexes = new IndexCache(IndexCache.USUAL_BYTES)) {
            try (Home home = new Home(folder.resolve("chat"));
                    Pool pool = Pool.sqlite(folder.resolve("chat.db"))) {
                Chats ours = number -> ours(home.create(), home, indexes);
                compare("SQLite", ours, peer(pool, "sqlite", new SqliteChatMemoryRepositoryDialect()));
            }
            try (Home texts = new Home(folder.resolve("texts"));
                    PostgresHome home = new PostgresHome(folder.resolve("chat-postgres"), 4);
                    Pool pool = home.peer(4)) {
                Chats ours = number ->
                        ours(home.store.router().create(Home.ME, home.workspace, null, Home.DAY), texts, indexes);
                compare("PostgreSQL", ours, peer(pool, "postgresql", new PostgresChatMemoryRepositoryDialect()));
            }
        }
    }

    private static Chat ours(Session session, Home home, IndexCache indexes) {
        Conversation conversation = home.conversation(session, indexes);
        return text -> conversation.add(Conversation.Role.USER, text);
    }

    private static Chats peer(Pool pool, String schema, JdbcChatMemoryRepositoryDialect dialect) throws SQLException {
        DataSource source = pool.asDataSource();
        new ResourceDatabasePopulator(new ClassPathResource(SCHEMAS + schema + ".sql")).execute(source);
        JdbcChatMemoryRepository repository = JdbcChatMemoryRepository.builder()
                .dataSource(source)
                .dialect(dialect)
                .build();
        ChatMemory memory = MessageWindowChatMemory.builder()
                .chatMemoryRepository(repository)
                .maxMessages(1_000)
                .build();
        return number -> text -> memory.add("conversation-" + number, new UserMessage(text));
    }

    private void compare(String engine, Chats ours, Chats peer) throws Exception {
        List<Long> times = new ArrayList<>();
        List<Long> peerTimes = new ArrayList<>();
        for (int i = 0; i < conversations; i++) {
            times.addAll(around200(ours.begin(i)));
            peerTimes.addAll(around200(peer.begin(i)));
        }
        double ms = Times.median(times);
        double peerMs = Times.median(peerTimes);
        figures.row(
                "message to a conversation of 200, " + engine,
                Figures.number(ms) + " ms",
                "Spring AI JDBC chat memory " + Figures.number(peerMs) + " ms",
                Figures.number(peerMs / ms) + " × faster",
                "≥ 5 × faster");
    }

    private List<Long> around200(Chat chat) throws Exception {
        for (int i = 0; i < BEFORE; i++) {
            chat.add(words.text(WORDS));
        }
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < MEASURED; i++) {
            String text = words.text(WORDS);
            times.add(Figures.time(() -> chat.add(text)));
        }
        return times;
    }
}
