package io.millrace.streams.runtime;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache and one budget of write buffers for every state store of the process, so that
 * memory does not grow with the number of stores. Public because Kafka creates it.
 */
public final class RocksDbMemory implements RocksDBConfigSetter {

  static final String BYTES = "millrace.rocksdb.memory.bytes";

  private static final long WRITE_BUFFER_BYTES = 4L << 20;

  private static @Nullable Shared shared;

  @Override
  public void setConfig(String store, Options options, Map<String, Object> config) {
    Shared memory = shared((Long) Objects.requireNonNull(config.get(BYTES), BYTES));
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(memory.cache);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinL0FilterAndIndexBlocksInCache(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(memory.writeBuffers);
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    options.setMaxWriteBufferNumber(2);
  }

  @Override
  public void close(String store, Options options) {
    // The memory is shared: it belongs to the process and not to a store.
  }

  private static synchronized Shared shared(long bytes) {
    Shared memory = shared;
    if (memory == null) {
      RocksDB.loadLibrary();
      Cache cache = new LRUCache(bytes);
      memory = new Shared(cache, new WriteBufferManager(bytes / 2, cache));
      shared = memory;
    }
    return memory;
  }

  private record Shared(Cache cache, WriteBufferManager writeBuffers) {}
}
