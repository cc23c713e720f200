-- In the transaction of each migration: the other versions of a projection follow its first.
do $$
begin
  if to_regprocedure('public.align_projection_versions()') is not null then
    perform public.align_projection_versions();
  end if;
end
$$;
