-- A rebuild reads users in the order in which they came; one that was left unfinished begins anew.
alter table passlink_rebuild drop column last_user;
alter table passlink_rebuild add column last_position bigint;
