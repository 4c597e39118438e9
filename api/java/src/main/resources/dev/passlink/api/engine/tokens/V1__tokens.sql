-- Where events live in an application's own store: Axon's tokens under a name of our own, since the application's token
-- table may be in the same schema.
create table passlink_token (
    processor_name varchar(255) not null,
    segment        integer      not null,
    owner          varchar(255),
    timestamp      varchar(255) not null,
    token_type     varchar(255),
    token          bytea,
    primary key (processor_name, segment)
);
