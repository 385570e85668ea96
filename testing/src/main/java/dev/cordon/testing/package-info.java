/** Support for Cordon's own tests: what a test must leave behind is nothing. */
@org.jspecify.annotations.NullMarked
package dev.cordon.testing;
