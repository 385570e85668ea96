/** The embedded default: one SQLite file of sealed records per partition, and small files for anchors, keys and incidents. */
@org.jspecify.annotations.NullMarked
package dev.cordon.stores.sqlite;
