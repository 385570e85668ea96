package dev.cordon.capsule;

/** The type of a directory entry, from the mode that {@code lstat} gives (POSIX {@code sys/stat.h}, S_IFMT). */
enum FileType {
    REGULAR,
    LINK,
    FOLDER,
    CHARACTER_DEVICE,
    OTHER;

    private static final int MASK = 0170000;

    static FileType of(int mode) {
        return switch (mode & MASK) {
            case 0100000 -> REGULAR;
            case 0120000 -> LINK;
            case 0040000 -> FOLDER;
            case 0020000 -> CHARACTER_DEVICE;
            default -> OTHER;
        };
    }
}
