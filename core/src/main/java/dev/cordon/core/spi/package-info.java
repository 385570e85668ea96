<<<<<<< HEAD
<<<<<<< HEAD
/** The ports of core: what an engine, a sandbox or a detector implements to serve under the boundary. */
=======
/** Ports that engines implement: stores, anchors, keys, incidents. Nothing here sees the content of a record. */
>>>>>>> core-work
=======
/** The ports of core: what an engine, a sandbox or a detector implements to serve under the boundary. */
>>>>>>> guard-work
@org.jspecify.annotations.NullMarked
package dev.cordon.core.spi;
