package dev.cordon.tck.memory;

/**
 * The memory that is held against the contract: the small adapter that a project writes for its own. The first five
 * methods are required; each of the others gives an ability, and the rules that need one which a memory lacks read "not
 * tested", never "kept" (C33). Thread-safe over sessions. The kit closes it, and makes up owners of its own: run it on
 * a store that holds nothing of value.
 */
public interface MemoryUnderTest extends AutoCloseable {
    /** As the table of results calls it. */
    String name();

    String version();

    /** Opens this owner's memory, a new one where there is none; an application does the same for its caller. */
    SessionUnderTest open(Owner owner);

    /** Erases everything of this owner's session, and nothing of its neighbours. */
    void erase(Owner owner);

    @Override
    void close();

    default Abilities.Addressing addressing() {
        throw new NotOffered("sessions have no ids to open them by");
    }

    default Abilities.Batching batching() {
        throw new NotOffered("no write takes several texts of several sessions");
    }

    default Abilities.Typing typing() {
        throw new NotOffered("memory is of one kind");
    }

    default Abilities.Attributing attributing() {
        throw new NotOffered("records don't say who wrote them");
    }

    default Abilities.RawRecords rawRecords() {
        throw new NotOffered("no stored records to alter");
    }

    default Abilities.RawReading rawReading() {
        throw new NotOffered("no store outside the process");
    }

    default Abilities.Incidents incidents() {
        throw new NotOffered("no incidents are recorded");
    }

    default Abilities.Publishing publishing() {
        throw new NotOffered("nothing is published");
    }

    default Abilities.Layered layered() {
        throw new NotOffered("no test build without one of its layers");
    }

    default Abilities.Expiring expiring() {
        throw new NotOffered("nothing expires");
    }

    default Abilities.Receipts receipts() {
        throw new NotOffered("erasure gives no receipt");
    }

    default Abilities.Exporting exporting() {
        throw new NotOffered("no export");
    }

    default Abilities.Forking forking() {
        throw new NotOffered("no fork");
    }

    default Abilities.Restarting restarting() {
        throw new NotOffered("nothing outlives the process");
    }

    default Abilities.Killing killing() {
        throw new NotOffered("no process of its own to kill");
    }
}
