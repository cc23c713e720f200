create function cache_lock(cache_name text) returns bigint
language sql immutable as
$$ select hashtextextended('cache ' || cache_name, 0) $$;

-- The epoch of a cache; -1 while a switch of its projection is under way, when nothing that is
-- remembered may be answered. Not SQL: the epoch has to be read once the lock was tried.
create function open_cache_epoch(cache_name text) returns bigint
language plpgsql as $$
begin
  if not pg_try_advisory_xact_lock_shared(cache_lock(cache_name)) then
    return -1;
  end if;
  return coalesce((select e.epoch from cache_epoch e where e.cache = cache_name), 0);
end
$$;

create function begin_cache_epoch(cache_name text) returns bigint
language sql as $$
  insert into cache_epoch as e (cache, epoch) values (cache_name, 1)
  on conflict (cache) do update set epoch = e.epoch + 1
  returning epoch
$$;

-- For a sink of a version that readers did not see when it was asked: should they see it by now,
-- what is remembered is void. A switch waits for the transaction, or the transaction for a switch.
create function change_unseen_version(projection_name text, version_number int) returns void
language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(cache_lock(projection_name));
  if version_number = coalesce(
      (select p.active from projection_version p where p.projection = projection_name), 1) then
    perform begin_cache_epoch(projection_name);
  end if;
end
$$;
