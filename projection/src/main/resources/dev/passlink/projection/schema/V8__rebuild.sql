-- The rebuild that is under way or was left unfinished, at most one; what it fills is in other generations of the rows.
create table passlink_rebuild (
    id                integer                     not null,
    generations       varchar(1024)               not null, -- such as 'init-codes@2 users@2'
    phase             varchar(32)                 not null,
    began_at          timestamp(3) with time zone not null,
    last_user         varchar(512),
    users_done        bigint                      not null,
    events_done       bigint                      not null,
    events_in_all     bigint                      not null,
    events_per_second bigint                      not null,
    claim             varchar(64),
    holder            varchar(512),
    renewed_at        timestamp(3) with time zone not null,
    constraint passlink_rebuild_pk primary key (id),
    constraint passlink_rebuild_one check (id = 1)
);
