@org.jspecify.annotations.NullMarked
package dev.cordon.tck.memory;
