package dev.cordon.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Excuses a test class from the leak check, for the reason that it names. A blank reason fails the class. */
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface LeavesBehind {
    /** Why this class can't clean up, and what does instead. */
    String reason();

    /** The kinds it is excused for; none named means all. */
    String[] kinds() default {};
}
