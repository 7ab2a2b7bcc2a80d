-- The working calendars that nodes counted deadlines by, the newest with the highest number: a node that starts with older files
-- undoes nothing.
create table calendar_seen (
    fingerprint varchar(64) not null primary key,
    nr          bigint      not null
);
