-- For counting the codes that expire from some moment on by their state, without a look at the rows.
create index passlink_init_code_expiry on passlink_init_code (generation, expires_at, state);
