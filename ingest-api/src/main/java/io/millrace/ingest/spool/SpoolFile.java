package io.millrace.ingest.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records on disk in the order they were added, in H2's log-structured MVStore: what is written is
 * never overwritten while an older version may be needed, so a crash at any moment leaves the last
 * synced state. One process at a time, by a lock on the file. Safe for use by many threads.
 */
final class SpoolFile implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SpoolFile.class);
  private static final String FORMAT = "format";
  private static final String HANDED = "handed";
  private static final String THIS_FORMAT = "millrace-spool-1";
  private static final int CACHE_MEGABYTES = 4;

  private final MVStore store;
  private final MVMap<String, String> about;
  private final MVMap<Long, byte[]> records;
  private final MVMap<Long, byte[]> refused;
  private long next;

  private SpoolFile(MVStore store, MVMap<String, String> about) {
    this.store = store;
    this.about = about;
    this.records = map(store, "records");
    this.refused = map(store, "refused");
    @Nullable Long last = records.lastKey();
    this.next = Math.max(handed(), last == null ? 0 : last + 1);
  }

  /**
   * Opens a spool, or makes one where there is no file.
   *
   * @throws IllegalStateException if the file is damaged, not a spool, or another process's; it is
   *     left as it is
   */
  static SpoolFile open(Path file) {
    MVStore store = null;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      store =
          new MVStore.Builder()
              .fileName(file.toString())
              .cacheSize(CACHE_MEGABYTES)
              .autoCommitDisabled()
              .backgroundExceptionHandler(
                  (thread, fault) ->
                      log.error("spool_background_failed error={}", fault.toString()))
              .open();
      return new SpoolFile(store, about(store));
    } catch (IOException | MVStoreException | IllegalStateException e) {
      if (store != null) {
        store.closeImmediately();
      }
      throw new IllegalStateException(
          "INGEST_SPOOL_DIR: "
              + file
              + " cannot be used and was left as it is. It is damaged, not a spool of this version,"
              + " or in use by another process: "
              + e.getMessage(),
          e);
    }
  }

  private static MVMap<Long, byte[]> map(MVStore store, String name) {
    return store.openMap(
        name,
        new MVMap.Builder<Long, byte[]>()
            .keyType(LongDataType.INSTANCE)
            .valueType(ByteArrayDataType.INSTANCE));
  }

  private static MVMap<String, String> about(MVStore store) {
    boolean empty = store.getMapNames().isEmpty();
    MVMap<String, String> about =
        store.openMap(
            "about",
            new MVMap.Builder<String, String>()
                .keyType(StringDataType.INSTANCE)
                .valueType(StringDataType.INSTANCE));
    if (empty) {
      about.put(FORMAT, THIS_FORMAT);
      store.commit();
      store.sync();
    } else if (!THIS_FORMAT.equals(about.get(FORMAT))) {
      throw new IllegalStateException("its format is not " + THIS_FORMAT);
    }
    return about;
  }

  /** Adds a record; it is on disk after {@link #sync}. One thread adds. */
  void add(byte[] record) {
    records.append(next++, record);
  }

  /** Returns once all that was added is on disk. Nothing is written but here and at the end. */
  void sync() {
    store.commit();
    store.sync();
  }

  /** Removes a record; after a crash it may be back. */
  void remove(long number) {
    records.remove(number);
  }

  /** Sets a record aside, under its number. */
  void refuse(long number) {
    byte[] bytes = records.get(number);
    if (bytes != null) {
      refused.put(number, bytes);
      records.remove(number);
    }
  }

  /** How many are set aside. */
  int refused() {
    return refused.size();
  }

  /** Records below that number may have been given to Kafka. */
  long handed() {
    return Long.parseLong(about.getOrDefault(HANDED, "0"));
  }

  /** Notes on disk that records below that number are about to be given to Kafka. */
  void handing(long number) {
    about.put(HANDED, Long.toString(number));
    sync();
  }

  int size() {
    return records.size();
  }

  long bytes() {
    long bytes = 0;
    for (Map.Entry<Long, byte[]> entry : records.entrySet()) {
      bytes += entry.getValue().length;
    }
    return bytes;
  }

  /** The numbers of the records from that one on, in order. */
  Iterator<Long> from(long number) {
    return records.keyIterator(number);
  }

  /** A record as {@link RecordCodec} encoded it, null if it was removed. */
  byte @Nullable [] get(long number) {
    return records.get(number);
  }

  /** Lets go of a file that cannot be written, without another attempt. */
  void abandon() {
    store.closeImmediately();
  }

  @Override
  public void close() {
    store.close();
  }
}
