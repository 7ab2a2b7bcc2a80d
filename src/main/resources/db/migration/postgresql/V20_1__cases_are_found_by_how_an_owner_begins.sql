-- The first characters of an openid: compared byte by byte, whatever the collation of the database orders them by.
create index refund_application_by_start_of_owner on refund_application (openid text_pattern_ops);
