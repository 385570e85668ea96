package dev.cordon.memory;

import java.util.List;

/**
 * What a session remembers at the moment, as far as the write policy asks for it.
 *
 * @param recent the latest items, the newest last
 */
record Standing(int items, long bytes, long writtenInLastMinute, List<Recent> recent) {
    Standing {
        recent = List.copyOf(recent);
    }
}
