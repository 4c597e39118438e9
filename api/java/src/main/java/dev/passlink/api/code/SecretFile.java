package dev.passlink.api.code;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A small text file that only its owner may touch. Whoever looks sees all of the old text or all of the new one, also
 * after a crash. Needs a POSIX file system.
 *
 * <p>It is written with mode 0600. A file that was put there by somebody else may also be read by its group, as mounted
 * secrets are; one that anybody may read, or others than the owner may write, is refused.
 */
public final class SecretFile {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<PosixFilePermission> TOO_OPEN =
            Set.of(GROUP_WRITE, OTHERS_READ, OTHERS_WRITE, OTHERS_EXECUTE);

    /** A lock on a file keeps other processes out, but throws at other threads of this one. */
    private static final ReentrantLock ONE_THREAD = new ReentrantLock();

    private final Path path;

    /** The file at this path, which need not exist yet. */
    public SecretFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    /** Whether there is a file. */
    public boolean exists() {
        return Files.exists(path);
    }

    /**
     * The whole text.
     *
     * @throws AccessDeniedException if more people than allowed may touch the file
     * @throws IOException           if there is none, or it cannot be read
     */
    public String read() throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
        if (!Collections.disjoint(mode, TOO_OPEN)) {
            throw new AccessDeniedException(
                    path.toString(),
                    null,
                    "its mode is " + PosixFilePermissions.toString(mode) + ", but it must be rw------- (0600)");
        }
        return Files.readString(path);
    }

    /**
     * Creates the file, and its folder where that is missing. Of several who try at once exactly one succeeds.
     *
     * @throws FileAlreadyExistsException if there is one; it stays as it is
     */
    public void create(String text) throws IOException {
        Path folder = path.resolveSibling("");
        Files.createDirectories(folder, OWNER_ONLY_FOLDER);
        Path draft = draft(path);
        try {
            write(draft, text);
            // Unlike a move, a link never replaces what is there.
            Files.createLink(path, draft);
        } finally {
            Files.delete(draft);
        }
        syncFolderOf(path);
    }

    /**
     * Replaces the text by what the change makes of it. Changes wait for each other, also those of other processes, by a
     * lock on a file of the same name with the ending {@code .lock}, which stays behind empty.
     *
     * @param change from the old text to the new; what it throws leaves the file as it is
     */
    public void change(UnaryOperator<String> change) throws IOException {
        Path file = path.toRealPath();
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        ONE_THREAD.lock();
        try (FileChannel channel = FileChannel.open(lockFile, Set.of(CREATE, WRITE), OWNER_ONLY);
                FileLock ignored = channel.lock()) {
            replace(file, change.apply(read()));
        } finally {
            ONE_THREAD.unlock();
        }
    }

    /** What differs after the file was written or replaced; cheap to ask for. */
    Version version() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }

    /** The path. */
    @Override
    public String toString() {
        return path.toString();
    }

    private static void replace(Path file, String text) throws IOException {
        Path draft = draft(file);
        try {
            write(draft, text);
            Files.move(draft, file, ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
        syncFolderOf(file);
    }

    private static Path draft(Path target) throws IOException {
        return Files.createTempFile(target.resolveSibling(""), target.getFileName() + ".", ".draft", OWNER_ONLY);
    }

    private static void write(Path draft, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, WRITE)) {
            ByteBuffer bytes = UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void syncFolderOf(Path file) throws IOException {
        try (FileChannel folder = FileChannel.open(file.resolveSibling(""), READ)) {
            folder.force(true);
        }
    }

    /**
     * One state of the file, as the file system tells it.
     *
     * @param modified when it was written
     * @param size     in bytes
     * @param fileKey  which file it is, however named; {@code null} where the file system does not tell
     */
    record Version(FileTime modified, long size, @Nullable Object fileKey) {}
}
