-- Pictures of moviegoers as we encoded them, seen by every node.
create table evidence_picture (
    id             varchar(64) not null primary key,
    openid         varchar(64) not null,
    uploaded_at    timestamp with time zone not null,
    content_type   varchar(32) not null,
    bytes          integer     not null,
    sha256         varchar(64) not null,
    -- the case it was given to, and its place there; null while nobody used it. The case's row is written later than this one, at
    -- the end of the same transaction
    application_no varchar(32),
    cinema_id      varchar(54),
    nr             integer,
    -- when to look whether it goes
    look_at        timestamp with time zone not null
);
create index evidence_picture_by_owner on evidence_picture (openid, uploaded_at);
create index evidence_picture_by_case on evidence_picture (application_no, nr);
create index evidence_picture_by_look on evidence_picture (look_at);

create table evidence_part (
    picture_id varchar(64) not null references evidence_picture (id) on delete cascade,
    nr         integer     not null,
    content    bytea       not null,
    primary key (picture_id, nr)
);
