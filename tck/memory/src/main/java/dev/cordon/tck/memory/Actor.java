package dev.cordon.tck.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Does steps in one session and writes down what it is answered, ids by their order and names by their parts. */
final class Actor implements AutoCloseable {
    private final MemoryUnderTest memory;
    private final Owner owner;
    private final String nobodys;
    private final List<String> ids = new ArrayList<>();
    private final List<String> transcript = new ArrayList<>();
    private SessionUnderTest session;

    /** @param nobodys an id that was minted once, and is nobody's now */
    Actor(MemoryUnderTest memory, Owner owner, String nobodys) {
        this.memory = memory;
        this.owner = owner;
        this.nobodys = nobodys;
        this.session = memory.open(owner);
    }

    List<String> transcript() {
        return transcript;
    }

    /** @param other whose ids may be tried */
    void act(Step.Op op, List<String> other) {
        transcript.add(op + " -> "
                + switch (op) {
                    case Step.Op.Append(String words) -> said(() -> "id " + kept(session.append(words)), "");
                    case Step.Op.Search(String query, int k) -> said(() -> shown(session.search(query, k)), "");
                    case Step.Op.Get(int nth) ->
                        said(() -> session.get(own(nth)).orElse("absent"), "");
                    case Step.Op.Delete(int nth) -> said(() -> String.valueOf(session.delete(own(nth))), "");
                    case Step.Op.Steal() -> {
                        String id = other.isEmpty() ? nobodys : other.getLast();
                        yield said(() -> session.get(id).orElse("absent"), id);
                    }
                    case Step.Op.Reopen() -> said(this::reopened, "");
                });
    }

    List<String> ids() {
        return ids;
    }

    private int kept(String id) {
        ids.add(id);
        return ids.size() - 1;
    }

    private String own(int nth) {
        return ids.isEmpty() ? nobodys : ids.get(nth % ids.size());
    }

    private String shown(List<Item> items) {
        return items.stream()
                .map(item -> ids.indexOf(item.id()) + ":" + item.text())
                .toList()
                .toString();
    }

    private String reopened() {
        session.close();
        session = memory.open(owner);
        return "open";
    }

    private String said(Supplier<String> call, String stolen) {
        Lab.Answer<String> answer;
        try {
            answer = Lab.attempt(call::get);
        } catch (NotOffered e) {
            return "not offered";
        }
        String text = answer.value()
                .orElseGet(() -> answer.error().map(String::valueOf).orElse(""));
        return named(stolen.isEmpty() ? text : text.replace(stolen, "ID"));
    }

    private String named(String text) {
        String plain = nobodys.isEmpty() ? text : text.replace(nobodys, "ID");
        for (int i = 0; i < ids.size(); i++) {
            plain = ids.get(i).isEmpty() ? plain : plain.replace(ids.get(i), "#" + i);
        }
        return plain.replace(owner.tenant(), "TENANT")
                .replace(owner.user(), "USER")
                .replace(owner.workspace(), "WORKSPACE")
                .replace(owner.session(), "SESSION");
    }

    @Override
    public void close() {
        session.close();
    }
}
