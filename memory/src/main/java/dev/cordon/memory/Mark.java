package dev.cordon.memory;

import java.util.Locale;

/** What the write policy noticed about a text. A mark stays with the record, and with what is made of it. Stored by name. */
public enum Mark {
    /** Reads like an order to the model that will recall it. */
    INSTRUCTION_LIKE("reads like an instruction"),
    /** Holds characters that a reader does not see. */
    HIDDEN_CHARACTERS("holds hidden characters"),
    /** Was written under the influence of untrusted content (C25). */
    UNTRUSTED("comes from untrusted content"),
    /** Is about something else than everything before it. */
    TOPIC_SHIFT("changes the topic suddenly"),
    /** Is far larger, or comes far faster, than what came before it. */
    VOLUME_SHIFT("changes in volume suddenly");

    private final String meaning;

    Mark(String meaning) {
        this.meaning = meaning;
    }

    /** For people: completes "this text …". */
    public String meaning() {
        return meaning;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
