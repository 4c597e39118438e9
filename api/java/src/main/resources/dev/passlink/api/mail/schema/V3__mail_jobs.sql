-- The table of db-scheduler 16 under a name of our own; the same on H2 and PostgreSQL.
create table passlink_job (
    task_name            varchar(100)             not null,
    task_instance        varchar(100)             not null,
    task_data            bytea,
    execution_time       timestamp with time zone not null,
    picked               boolean                  not null,
    picked_by            varchar(255),
    last_success         timestamp with time zone,
    last_failure         timestamp with time zone,
    consecutive_failures int,
    last_heartbeat       timestamp with time zone,
    version              bigint                   not null,
    priority             smallint,
    primary key (task_name, task_instance)
);

create index passlink_job_execution_time on passlink_job (execution_time);
create index passlink_job_last_heartbeat on passlink_job (last_heartbeat);
