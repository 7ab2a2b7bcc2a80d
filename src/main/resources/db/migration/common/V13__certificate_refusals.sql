-- A merchant whose certificate WeChat does not believe: one row from the first refusal to the first request that was believed again.
create table certificate_refusal (
    mch_id        varchar(32) not null primary key,
    refused_since timestamp with time zone not null
);
