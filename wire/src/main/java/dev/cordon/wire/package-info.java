/** HTTP/1.1 heads and bodies read strictly, and the one door through which a capsule speaks to the boundary. */
@org.jspecify.annotations.NullMarked
package dev.cordon.wire;
