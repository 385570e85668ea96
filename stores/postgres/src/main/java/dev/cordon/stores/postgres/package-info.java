/** Partitions, keys, anchors and incidents on PostgreSQL. */
@org.jspecify.annotations.NullMarked
package dev.cordon.stores.postgres;
