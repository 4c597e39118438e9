-- Read models. Every row belongs to a generation; queries see the active one only.
-- Ids have up to 200 code points, which H2 counts as up to 400 characters.

create table passlink_projection (
    name              varchar(64) not null,
    active_generation integer     not null,
    constraint passlink_projection_pk primary key (name)
);

insert into passlink_projection (name, active_generation) values ('init-codes', 1);
insert into passlink_projection (name, active_generation) values ('users', 1);

-- The primary key finds one code as well as all codes of a user.
create table passlink_init_code (
    generation            integer                     not null,
    user_id               varchar(512)                not null,
    code_id               varchar(512)                not null,
    nonce                 varchar(32)                 not null,
    key_id                integer                     not null,
    code_length           integer                     not null,
    medium                varchar(32)                 not null,
    expires_at            timestamp(3) with time zone not null,
    max_attempts          integer                     not null,
    max_failed_ceremonies integer                     not null,
    state                 varchar(32)                 not null,
    mail_state            varchar(32)                 not null,
    failed_checks         integer                     not null,
    closed_at             timestamp(3) with time zone,
    sequence              bigint                      not null,
    creation_date         timestamp(3) with time zone not null,
    change_date           timestamp(3) with time zone not null,
    resource_owner        varchar(512)                not null,
    constraint passlink_init_code_pk primary key (generation, user_id, code_id)
);

create table passlink_user (
    generation         integer                     not null,
    user_id            varchar(512)                not null,
    user_name          varchar(512)                not null,
    first_name         varchar(512)                not null,
    last_name          varchar(512)                not null,
    nick_name          varchar(512)                not null,
    display_name       varchar(512)                not null,
    preferred_language varchar(32)                 not null,
    gender             varchar(32)                 not null,
    email              varchar(512),
    email_verified     boolean                     not null,
    state              varchar(32)                 not null,
    sequence           bigint                      not null,
    creation_date      timestamp(3) with time zone not null,
    change_date        timestamp(3) with time zone not null,
    resource_owner     varchar(512)                not null,
    constraint passlink_user_pk primary key (generation, user_id)
);
