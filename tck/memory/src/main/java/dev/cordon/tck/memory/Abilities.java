package dev.cordon.tck.memory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a memory may be able to do besides the required; see {@link MemoryUnderTest}. Any method may throw. */
public final class Abilities {
    private Abilities() {}

    /** Sessions have ids, and who has one may come back with it (C2, C3). */
    public interface Addressing {
        /** The id of this owner's session, which exists. */
        String idOf(Owner owner);

        /** Opens a session by id for a caller who is {@code caller} but for its session part. */
        SessionUnderTest openById(Owner caller, String id);
    }

    /** One write of several texts (C6). */
    public interface Batching {
        /** Writes the texts in one step, each for the owner beside it; both lists are of one length. */
        void appendAll(List<Owner> owners, List<String> texts);
    }

    /** Memory of several kinds (C7). */
    public interface Typing {
        /** Proposes a fact for all sessions of the owner's user in the owner's workspace, as an agent; answers its id. */
        String propose(Owner owner, String text);

        /** Accepts a proposal, as a person. */
        void accept(Owner owner, String proposal);

        /** Keeps a text for one task of the owner's session. */
        void scratch(Owner owner, String task, String text);

        /** What the task finds. */
        List<Item> searchAs(Owner owner, String task, String query);

        void endTask(Owner owner, String task);

        /** Makes the owner's session one of which nothing becomes durable; it has not been opened yet. */
        void openEphemeral(Owner owner);
    }

    /** Records say who wrote them (C8). */
    public interface Attributing {
        /** Keeps a text that this writer, such as "tool x", gave; answers its id. */
        String appendAs(Owner owner, String writer, String text);

        /** Keeps a summary of these records by this writer. */
        String summarize(Owner owner, String writer, List<String> ids, String text);

        /** Who a record is of: its writer and, of a summary, the writers of what it was made of. */
        Set<String> writers(Owner owner, String id);
    }

    /** The stored form of records, in the hands of somebody who can write the store (C11, C15). No session is open. */
    public interface RawRecords {
        /** The stored bytes of each text of this owner, in the order of writing. */
        List<byte[]> read(Owner owner);

        /** Puts other bytes in the place of a text's, and mends what needs no key to be mended. */
        void write(Owner owner, int index, byte[] stored);

        /** Removes the newest text. */
        void truncate(Owner owner);

        /** Copies everything of this owner. */
        Copy copy(Owner owner);

        /** A copy of one owner's records. */
        @FunctionalInterface
        interface Copy {
            /** Puts the store's records of this owner back to what they were. */
            void putBack();
        }
    }

    /** The store, in the hands of somebody with the application's own credentials and no session (C13). */
    public interface RawReading {
        /** All that can be read, in any form. */
        Dump everything();

        /** Writes a record that names no owner; throws where that is refused (C5). */
        void writeUntagged(String text);

        /** @param places what was looked at, such as files or tables; none means that nothing was tested */
        record Dump(List<String> places, List<byte[]> contents) {}
    }

    /** Touched boundaries are recorded. */
    public interface Incidents {
        /** How often any was, since the memory was made. */
        long count();
    }

    /** Knowledge that a tenant shares (C12). */
    public interface Publishing {
        /** Publishes the text, as a person of the owner's tenant. */
        void publish(Owner publisher, String collection, String text);

        /** Opens the owner's session with the collection of the owner's tenant mounted. */
        SessionUnderTest openWith(Owner owner, String collection);
    }

    /** Layers that a test build can switch off (C14). */
    public interface Layered {
        List<Layer> layers();

        /**
         * With these layers off, lets the victim keep a text with this word, and tries as the thief to reach it by id and
         * by search.
         *
         * @return the texts that the thief got
         */
        List<String> reach(Set<String> off, Owner thief, Owner victim, String word);

        /** @param off what "switched off" means, in one line */
        record Layer(String name, String off) {}
    }

    /** Texts end by time (C16). */
    public interface Expiring {
        /** After this time without use a text that was appended is expired. */
        Duration idle();

        /** Sets the memory's clock forward, or back. */
        void later(Duration by);
    }

    /** Erasure that tells what it did (C17). */
    public interface Receipts {
        /** Erases the owner's session; the receipt is text that names what is destroyed and what lives on elsewhere. */
        String erase(Owner owner);

        /** Whether the receipt, which may have been altered, is one of this memory's. */
        boolean verify(String receipt);
    }

    /** A session's content as a file. */
    public interface Exporting {
        String export(Owner owner);

        /** The export of the session of this id for {@code caller}, as {@link Addressing#openById}. */
        Optional<String> exportById(Owner caller, String id);
    }

    /** A session that begins with what another knows. */
    public interface Forking {
        /** Makes {@code fork}'s session of {@code source}'s; they are of one user and workspace. */
        void fork(Owner source, Owner fork);
    }

    /** The memory outlives its process. */
    public interface Restarting {
        /** Ends the process, or does what comes nearest, and begins another. */
        void restart();
    }

    /** The memory can be written by a process of its own, which can be killed (C18). */
    public interface Killing {
        /**
         * Starts a process that appends texts to the owner's session for ever, and writes each on a line of its standard
         * output once it is acknowledged. A text has the word "apple" in it and ends in "whole". The session exists and is
         * closed.
         */
        Process writer(Owner owner) throws IOException;
    }
}
