package dev.cordon.tck.memory;

/** The rules of the Session Isolation Contract that speak of memory, by their numbers and names there. */
public enum ContractRule {
    C1("Scope has no optional part"),
    C2("Minted, bound, verified"),
    C3("No existence oracle"),
    C4("The model never names a scope"),
    C5("Untagged writes don't exist"),
    C6("One write, one scope"),
    C7("Typed memory"),
    C8("Provenance outside the model"),
    C9("Fail empty"),
    C10("By-id is scoped, too"),
    C11("Foreign records don't open"),
    C12("Shared knowledge is explicit and read-only"),
    C13("The engine confines"),
    C14("Ablation holds"),
    C15("A key per partition"),
    C16("Expired is unreadable at once"),
    C17("Erasure cascades, with a receipt"),
    C18("Nothing acknowledged is lost");

    private final String title;

    ContractRule(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
