-- Why and when the mail of a code was given up, and the way to those that were.

alter table passlink_init_code add column mail_failure_reason varchar;
alter table passlink_init_code add column mail_failed_at timestamp(3) with time zone;

create index passlink_init_code_mail on passlink_init_code (generation, mail_state);
