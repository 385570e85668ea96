/** Ports that engines implement: stores, anchors, keys, incidents. Nothing here sees the content of a record. */
@org.jspecify.annotations.NullMarked
package dev.cordon.core.spi;
