package dev.cordon.tck.memory;

/** One way in which a memory may break a rule, and the attempt to make it. */
public final class Check {
    private final ContractRule rule;
    private final String name;
    private final String question;
    private final Trial trial;

    Check(ContractRule rule, String name, String question, Trial trial) {
        this.rule = rule;
        this.name = name;
        this.question = question;
        this.trial = trial;
    }

    public ContractRule rule() {
        return rule;
    }

    /** Short and stable, unique over all checks. */
    public String name() {
        return name;
    }

    /** What holds where it is kept. */
    public String question() {
        return question;
    }

    /** Makes the attempt. Whatever fails on the way leaves it untested, never kept (C33). */
    Finding on(Lab lab) throws InterruptedException {
        try {
            return new Finding.Kept(trial.on(lab));
        } catch (Trial.Breach e) {
            return new Finding.Broken(String.valueOf(e.getMessage()));
        } catch (Trial.NoOracle | NotOffered e) {
            return new Finding.NotTested(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return new Finding.NotTested("it failed on the way: " + lab.trace(e));
        } finally {
            lab.closeAll();
        }
    }

    @Override
    public String toString() {
        return rule + " " + name;
    }
}
