package dev.cordon.tck.memory;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.memory.repository.jdbc.JdbcChatMemoryRepository;
import org.springframework.ai.chat.memory.repository.jdbc.SqliteChatMemoryRepositoryDialect;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Spring AI's JDBC chat memory, wired as its reference says (docs.spring.io/spring-ai/reference/api/chat-memory.html): a
 * repository under a message window. What tells conversations apart is one string, the application's to make; the
 * column has 36 characters, so that an application takes a UUID, here one of the whole owner. The window is so wide that
 * nothing leaves it.
 */
final class SpringAiJdbc implements MemoryUnderTest {
    private static final String SCHEMA = "org/springframework/ai/chat/memory/repository/jdbc/schema-sqlite.sql";

    private final Path file;
    private final Sql sql;
    private final ChatMemory memory;

    private SpringAiJdbc(Path file) {
        this.file = file;
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(30_000);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        this.sql = new Sql(source::getConnection);
        new ResourceDatabasePopulator(new ClassPathResource(SCHEMA)).execute(source);
        JdbcChatMemoryRepository repository = JdbcChatMemoryRepository.builder()
                .dataSource(source)
                .dialect(new SqliteChatMemoryRepositoryDialect())
                .build();
        this.memory = MessageWindowChatMemory.builder()
                .chatMemoryRepository(repository)
                .maxMessages(1_000_000)
                .build();
    }

    static SpringAiJdbc in(Path folder) {
        return at(folder.resolve("chat.db"));
    }

    static SpringAiJdbc at(Path file) {
        return new SpringAiJdbc(file);
    }

    @Override
    public String name() {
        return "Spring AI JDBC chat memory";
    }

    @Override
    public String version() {
        return Versions.of("spring-ai") + ", SQLite " + Versions.sqlite();
    }

    /** Each part with its length before it. Without a session there is no conversation, and its id is empty. */
    private static String conversation(Owner owner) {
        String whole = Stream.of(owner.tenant(), owner.user(), owner.workspace(), owner.session())
                .map(part -> part.length() + ":" + part)
                .collect(Collectors.joining());
        return owner.session().isEmpty()
                ? ""
                : UUID.nameUUIDFromBytes(whole.getBytes(StandardCharsets.UTF_8)).toString();
    }

    @Override
    public SessionUnderTest open(Owner owner) {
        return new Conversation(memory, conversation(owner));
    }

    @Override
    public void erase(Owner owner) {
        memory.clear(conversation(owner));
    }

    @Override
    public void close() {}

    @Override
    public Abilities.Addressing addressing() {
        return new Abilities.Addressing() {
            @Override
            public String idOf(Owner owner) {
                return conversation(owner);
            }

            @Override
            public SessionUnderTest openById(Owner caller, String id) {
                // The id is all that the memory asks for.
                return new Conversation(memory, id);
            }
        };
    }

    @Override
    public Abilities.Restarting restarting() {
        // No state but the file.
        return () -> {};
    }

    @Override
    public Abilities.Killing killing() {
        return owner -> Children.start(SpringAiWriter.class, file.toString(), conversation(owner));
    }

    @Override
    public Abilities.RawReading rawReading() {
        return new Abilities.RawReading() {
            @Override
            public Dump everything() {
                return new Dump(
                        List.of("SPRING_AI_CHAT_MEMORY"), contents("SELECT content FROM SPRING_AI_CHAT_MEMORY"));
            }

            @Override
            public void writeUntagged(String text) {
                sql.change("INSERT INTO SPRING_AI_CHAT_MEMORY VALUES (NULL, ?, 'USER', 0, 0)", text);
            }
        };
    }

    private List<byte[]> contents(String select) {
        return sql.with(on -> {
            List<byte[]> contents = new ArrayList<>();
            try (Statement statement = on.createStatement();
                    ResultSet rows = statement.executeQuery(select)) {
                while (rows.next()) {
                    contents.add(rows.getString(1).getBytes(StandardCharsets.UTF_8));
                }
            }
            return contents;
        });
    }

    @Override
    public Abilities.RawRecords rawRecords() {
        return new Rows();
    }

    /** Rows of its one table. */
    private final class Rows implements Abilities.RawRecords {
        private static final String NTH =
                "(SELECT rowid FROM SPRING_AI_CHAT_MEMORY WHERE conversation_id = ? ORDER BY sequence_id LIMIT 1 OFFSET ?)";

        @Override
        public List<byte[]> read(Owner owner) {
            return contents("SELECT content FROM SPRING_AI_CHAT_MEMORY WHERE conversation_id = '" + conversation(owner)
                    + "' ORDER BY sequence_id");
        }

        @Override
        public void write(Owner owner, int index, byte[] stored) {
            sql.change(
                    "UPDATE SPRING_AI_CHAT_MEMORY SET content = ? WHERE rowid = " + NTH,
                    new String(stored, StandardCharsets.UTF_8),
                    conversation(owner),
                    index);
        }

        @Override
        public void truncate(Owner owner) {
            sql.change(
                    "DELETE FROM SPRING_AI_CHAT_MEMORY WHERE rowid = " + NTH,
                    conversation(owner),
                    read(owner).size() - 1);
        }

        @Override
        public Copy copy(Owner owner) {
            String id = conversation(owner);
            String name = "copy_" + id.replace('-', '_');
            sql.change(
                    "CREATE TABLE " + name + " AS SELECT * FROM SPRING_AI_CHAT_MEMORY WHERE conversation_id = ?", id);
            return () -> sql.with(on -> putBack(on, id, name));
        }

        private int putBack(Connection on, String id, String name) throws SQLException {
            try (Statement statement = on.createStatement()) {
                statement.executeUpdate("DELETE FROM SPRING_AI_CHAT_MEMORY WHERE conversation_id = '" + id + "'");
                return statement.executeUpdate("INSERT INTO SPRING_AI_CHAT_MEMORY SELECT * FROM " + name);
            }
        }
    }

    /** One conversation. */
    record Conversation(ChatMemory memory, String id) implements SessionUnderTest {
        @Override
        public String append(String text) {
            memory.add(id, new UserMessage(text));
            return "";
        }

        @Override
        public Optional<String> get(String message) {
            throw new NotOffered("messages have no ids");
        }

        @Override
        public List<Item> search(String query, int k) {
            return Words.search(
                    Words.items(memory.get(id).stream().map(Message::getText).toList()), query, k);
        }

        @Override
        public boolean delete(String message) {
            throw new NotOffered("messages have no ids");
        }

        @Override
        public void close() {}
    }
}
