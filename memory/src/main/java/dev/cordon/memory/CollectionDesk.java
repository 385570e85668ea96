package dev.cordon.memory;

import dev.cordon.core.ApprovalState;
import dev.cordon.core.Approvals;
import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Draft;
import dev.cordon.core.IdType;
import dev.cordon.core.Kind;
import dev.cordon.core.Knowledge;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A person's desk for their tenant's collections (C12): what is published here, through an approval of exactly these
 * texts (C26), sessions of lanes that name it may recall and none can write. It takes the person's own way to
 * {@link Knowledge}; no session leads there. Secrets are refused, since what is shared can't be taken back. For one
 * thread at a time.
 */
public final class CollectionDesk {
    /** Holds the list of collections; no collection can have this name. */
    private static final String LIST = ".collections";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final int MOST_ITEMS = 1_000;

    private final Function<String, Knowledge> open;
    private final MemoryParts parts;
    private final String person;

    /**
     * @param open gives a collection of the person's tenant, for their credential
     * @param person who publishes: kept with the collection
     */
    public CollectionDesk(Function<String, Knowledge> open, MemoryParts parts, String person) {
        this.open = open;
        this.parts = parts;
        this.person = person;
    }

    /** @throws CordonException.BadInput if no collection may have this name */
    public static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new CordonException.BadInput(Problem.of(
                    Rule.C12,
                    "bad-collection-name",
                    "No collection has such a name",
                    "a name has 1 to 63 small letters, digits and hyphens, and begins with a letter",
                    "choose another name"));
        }
        return name;
    }

    /**
     * Holds the texts against the write policy and parks their publication. Nothing is shared yet.
     *
     * @param texts 1 to 1,000
     * @throws CordonException.Refused if a secret is in one of them
     */
    public Publication prepare(String name, List<String> texts) {
        requireName(name);
        if (texts.isEmpty() || texts.size() > MOST_ITEMS) {
            throw new CordonException.BadInput(Problem.of(
                    Rule.C12,
                    "bad-publication",
                    "Nothing was published",
                    "1 to 1,000 texts go at once",
                    "publish in parts"));
        }
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        List<WritePolicy.Outcome> checked = texts.stream().map(this::checked).toList();
        checked.forEach(outcome -> marks.addAll(outcome.marks()));
        List<Optional<Meaning>> meanings = Meaning.of(
                parts.embedder(),
                checked.stream().map(WritePolicy.Outcome::text).toList());
        List<Draft> drafts = IntStream.range(0, checked.size())
                .mapToObj(i -> draft(checked.get(i), meanings.get(i)))
                .toList();
        String approval = parts.ids().mint(IdType.APPROVAL);
        open.apply(name).approvals().park(approval);
        return new Publication(name, approval, drafts, marks);
    }

    private WritePolicy.Outcome checked(String text) {
        Candidate candidate =
                new Candidate(MemoryKind.DURABLE, text, Utf8.size(text), author(), new Standing(0, 0, 0, List.of()));
        return WritePolicy.of(parts.settings(), new SharedSecretCheck(parts.secrets()))
                .apply(candidate);
    }

    private Draft draft(WritePolicy.Outcome outcome, Optional<Meaning> meaning) {
        Header header = new Header(
                MemoryKind.DURABLE,
                List.of("user:" + person),
                List.of(),
                outcome.marks().stream().sorted().toList(),
                0,
                0,
                "",
                "user:" + person,
                "");
        return new Draft(
                Kind.MEMORY,
                parts.ids().mint(IdType.RECORD),
                MemoryCodec.write(header.with(meaning), outcome.text()),
                author());
    }

    /**
     * Publishes exactly what was prepared, once.
     *
     * @param code {@link Publication#code}: shows that the person saw these texts
     * @throws CordonException.Refused if the code is another one's (C26)
     * @throws CordonException.Conflict if it was published already
     */
    public void publish(Publication publication, String code) {
        if (!publication.code().equals(code)) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C26,
                    "publication-code",
                    "Nothing was published",
                    "the code is not this publication's",
                    "read what is shown and type the code below it"));
        }
        Knowledge collection = open.apply(publication.name());
        Approvals approvals = collection.approvals();
        approvals.move(publication.approval(), ApprovalState.PARKED, ApprovalState.APPROVED);
        approvals.move(publication.approval(), ApprovalState.APPROVED, ApprovalState.DISPATCHING);
        try {
            collection.append(publication.drafts());
            enter(publication.name());
            approvals.move(publication.approval(), ApprovalState.DISPATCHING, ApprovalState.DONE);
        } catch (CordonException e) {
            approvals.move(publication.approval(), ApprovalState.DISPATCHING, ApprovalState.UNKNOWN);
            throw e;
        }
    }

    private void enter(String name) {
        if (list().stream().noneMatch(name::equals)) {
            open.apply(LIST)
                    .append(List.of(
                            new Draft(Kind.COLLECTION, parts.ids().mint(IdType.RECORD), Bytes.utf8(name), author())));
        }
    }

    /** The names of the tenant's collections, in the order of their first publication. */
    public List<String> list() {
        return open.apply(LIST).read(Kind.COLLECTION, 0).stream()
                .map(entry -> entry.body().asUtf8())
                .toList();
    }

    /** What a collection holds. */
    public List<MemoryItem> items(String name) {
        Knowledge collection = open.apply(requireName(name));
        List<MemoryItem> items = new ArrayList<>();
        collection
                .read(Kind.MEMORY, 0)
                .forEach(entry ->
                        items.add(Card.of(entry, entry.provenance().at()).item(entry)));
        return items;
    }

    /**
     * Takes a collection back: from now on no recall finds it. What was recalled before is where it was recalled to.
     *
     * @throws CordonException.NotFound if there is none of this name
     */
    public int withdraw(String name) {
        Knowledge names = open.apply(LIST);
        List<String> entries = names.read(Kind.COLLECTION, 0).stream()
                .filter(entry -> entry.body().asUtf8().equals(name))
                .map(entry -> entry.id())
                .toList();
        if (entries.isEmpty()) {
            throw new CordonException.NotFound(Problem.of(
                    Rule.C12,
                    "collection-not-found",
                    "There is no such collection",
                    "your tenant has none of this name",
                    "see 'cordon collection list'"));
        }
        Knowledge collection = open.apply(name);
        int count = collection.delete(
                collection.read(Kind.MEMORY, 0).stream()
                        .map(entry -> entry.id())
                        .toList(),
                author());
        names.delete(entries, author());
        parts.indexes().drop(collection.partition());
        return count;
    }

    private Author author() {
        return Author.user(person);
    }
}
