-- What Redis holds of a cache's earlier epochs is void; see RATIONALE.md.
create table cache_epoch (
  cache text primary key,
  epoch bigint not null
);
