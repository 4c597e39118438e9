-- The audit trail: a row for each event of every user there ever was, which is added and never changed.

insert into passlink_projection (name, active_generation) values ('audit-trail', 1);

create table passlink_audit (
    generation          integer                     not null,
    user_id             varchar(512)                not null,
    sequence            bigint                      not null,
    store_position      bigint                      not null,
    event_id            varchar                     not null,
    event_type          varchar                     not null,
    happened_at         timestamp(3) with time zone not null,
    code_id             varchar(512),
    resource_owner      varchar(512),
    editor              varchar(512),
    editor_organization varchar(512),
    operation           varchar(512),
    correlation_id      varchar(512),
    causation_id        varchar(512),
    constraint passlink_audit_pk primary key (generation, user_id, sequence)
);

-- Whatever is asked for is answered in the order of positions, a page at a time.
create index passlink_audit_position on passlink_audit (generation, store_position);
create index passlink_audit_user on passlink_audit (generation, user_id, store_position);
create index passlink_audit_code on passlink_audit (generation, code_id, store_position);
create index passlink_audit_owner on passlink_audit (generation, resource_owner, store_position);
create index passlink_audit_editor on passlink_audit (generation, editor, store_position);
create index passlink_audit_time on passlink_audit (generation, happened_at, store_position);
