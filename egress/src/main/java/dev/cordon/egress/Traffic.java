package dev.cordon.egress;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of bodies and heads that crossed, counted by the threads that carry them. */
record Traffic(AtomicLong up, AtomicLong down) {
    Traffic() {
        this(new AtomicLong(), new AtomicLong());
    }
}
