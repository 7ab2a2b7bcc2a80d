-- Every version of every plan that any node ever saw, with the texts it was made of: never changed, never removed.
create table plan_version (
    plan          varchar(64) not null,
    version       varchar(64) not null,
    rules         text        not null,
    chinese       text        not null,
    english       text        not null,
    valid_from    timestamp with time zone not null,
    in_force_from timestamp with time zone not null,
    -- the look at the files in which it was seen first
    look          bigint      not null,
    seen_at       timestamp with time zone not null,
    primary key (plan, version)
);
create index plan_version_by_look on plan_version (look);

-- How many looks found something new; whoever keeps what it found holds this row.
create table plan_look (
    id    integer not null primary key,
    looks bigint  not null
);
insert into plan_look (id, looks) values (1, 0);
