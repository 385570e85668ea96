package dev.cordon.memory;

import dev.cordon.core.Bytes;
import dev.cordon.core.Draft;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;

/** Texts that wait for a person's yes to be shared as part of a collection. Immutable. */
public final class Publication {
    private static final int CODE_DIGITS = 8;

    private final String name;
    private final String approval;
    private final List<Draft> drafts;
    private final Set<Mark> marks;

    Publication(String name, String approval, List<Draft> drafts, Set<Mark> marks) {
        this.name = name;
        this.approval = approval;
        this.drafts = List.copyOf(drafts);
        this.marks = Set.copyOf(marks);
    }

    public String name() {
        return name;
    }

    /** What the write policy noticed about any of them. */
    public Set<Mark> marks() {
        return marks;
    }

    /** Exactly what would be shared. */
    public List<String> texts() {
        return drafts.stream().map(draft -> MemoryCodec.text(draft.body())).toList();
    }

    /** 8 hexadecimal digits of the SHA-256 over the hashes of approval, name and records, in order (C26). */
    public String code() {
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        hashes.writeBytes(Bytes.utf8(approval).sha256().toArray());
        hashes.writeBytes(Bytes.utf8(name).sha256().toArray());
        drafts.forEach(draft -> hashes.writeBytes(draft.body().sha256().toArray()));
        return Bytes.ceded(hashes.toByteArray()).sha256().toHex().substring(0, CODE_DIGITS);
    }

    String approval() {
        return approval;
    }

    List<Draft> drafts() {
        return drafts;
    }
}
