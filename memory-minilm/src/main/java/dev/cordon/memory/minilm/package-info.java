/** Meanings of texts without a network: all-MiniLM-L6-v2, quantized, in this process. */
@org.jspecify.annotations.NullMarked
package dev.cordon.memory.minilm;
