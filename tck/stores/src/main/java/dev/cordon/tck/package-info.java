/** What any implementation is held to: golden vectors of the record format, and contracts of the ports as JUnit classes. */
@org.jspecify.annotations.NullMarked
package dev.cordon.tck;
