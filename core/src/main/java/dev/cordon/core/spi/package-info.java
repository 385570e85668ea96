/** The ports of core: what an engine, a sandbox or a detector implements to serve under the boundary. */
@org.jspecify.annotations.NullMarked
package dev.cordon.core.spi;
