/** Measurements beside the named peers; never part of the tests. */
@org.jspecify.annotations.NullMarked
package dev.cordon.bench;
