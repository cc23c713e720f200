-- A terminal's shifts among those of a large tenant.
create index shift_by_terminal
on shifts_v1.shift (tenant, terminal_id, first_at desc, shift_id, store_id);
