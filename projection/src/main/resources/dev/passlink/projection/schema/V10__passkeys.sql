-- Passkeys: a row for each whose registration was begun, of the users there are.

insert into passlink_projection (name, active_generation) values ('passkeys', 1);

-- The primary key finds one passkey as well as all passkeys of a user.
create table passlink_passkey (
    generation       integer                     not null,
    user_id          varchar(512)                not null,
    passkey_id       varchar(512)                not null,
    rp_id            varchar(255)                not null,
    user_handle      varchar(96)                 not null,
    code_id          varchar(512),
    state            varchar(32)                 not null,
    credential_id    varchar(1364),
    public_key       varchar(2731),
    sign_count       bigint,
    aaguid           varchar,
    traits           varchar(128),
    transports       varchar(1024),
    attestation_type varchar,
    name             varchar(512),
    last_used_at     timestamp(3) with time zone,
    sequence         bigint                      not null,
    creation_date    timestamp(3) with time zone not null,
    change_date      timestamp(3) with time zone not null,
    resource_owner   varchar(512)                not null,
    constraint passlink_passkey_pk primary key (generation, user_id, passkey_id)
);

-- Whoever signs in is known by the credential alone.
create index passlink_passkey_credential on passlink_passkey (generation, credential_id);

-- What codes have come to know with passkeys: how their link is written, and how many ceremonies failed.
alter table passlink_init_code add column url_template varchar(512);
alter table passlink_init_code add column failed_ceremonies integer default 0 not null;
