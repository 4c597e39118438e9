-- A rebuild reads users in the order in which they came; one that was left unfinished begins anew. The column last_user is
-- for nodes of the version before, which may still run.
alter table passlink_rebuild add column last_position bigint;
update passlink_rebuild set users_done = 0, events_done = 0, events_per_second = 0;
