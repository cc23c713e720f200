-- Where each sink stands. The row is moved in the transaction that writes what was read, by
-- compare-and-set, so a batch is applied once and an old owner of a partition cannot write.
create table sink_offset (
  projection text not null,
  version int not null,
  topic text not null,
  -- A topic made anew under the same name starts from its beginning.
  topic_id text not null,
  "partition" int not null,
  next_offset bigint not null,
  primary key (projection, version, topic, topic_id, "partition")
);

-- The newest fact of each ingest partition that a projection covers.
create table watermark (
  projection text not null,
  version int not null,
  topic text not null,
  "partition" int not null,
  "offset" bigint not null,
  ingested_at timestamptz not null,
  primary key (projection, version, topic, "partition")
);
