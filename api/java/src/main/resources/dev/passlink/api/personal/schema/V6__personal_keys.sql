-- A data key for each incarnation of a user, wrapped; the same on H2 and PostgreSQL. A row without wrapped key is what is
-- left of a destroyed one, and says so for ever: what was encrypted with it is read as erased.
create table passlink_personal_key (
    key_id       varchar(64)              not null,
    user_id      varchar(512)             not null,
    wrapped      bytea,
    wrapped_by   integer,
    created_at   timestamp with time zone not null,
    destroyed_at timestamp with time zone,
    record_due   boolean                  not null,
    primary key (key_id)
);

create index passlink_personal_key_user on passlink_personal_key (user_id);
create index passlink_personal_key_record_due on passlink_personal_key (record_due, destroyed_at);
create index passlink_personal_key_wrapped_by on passlink_personal_key (wrapped_by);
