package dev.cordon.core;

/** A numbered rule of the Session Isolation Contract, as errors, incidents and reports cite it. */
public enum Rule {
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
    C18("Nothing acknowledged is lost"),
    C19("Caches are never wider than user and workspace"),
    C20("A connection belongs to one session for its life"),
    C21("A reply is shown to answer its request"),
    C22("Foreign content is stopped in the stream"),
    C23("Credentials stay outside"),
    C24("A lane is fixed when a run starts"),
    C25("Rule of two"),
    C26("An approval is one exact action"),
    C27("A run sees its capsule and nothing else"),
    C28("The host never executes what a capsule wrote"),
    C29("Requested is enforced, or the run does not start"),
    C30("Teardown is one command, takes seconds, leaves nothing"),
    C31("Only verified artifacts persist"),
    C32("Everything that crosses is on the ledger"),
    C33("\"Clean\", \"not tested\" and \"detector down\" are three answers"),
    C34("No scope starves another");

    private final String title;

    Rule(String title) {
        this.title = title;
    }

    /** The rule's name in the contract, without its number. */
    public String title() {
        return title;
    }
}
