-- What a line of the record says, as one JSON object of a closed set of facts; null in lines of before, which keep their text.
alter table refund_event add facts varchar(4000);

-- What people wrote with a line, and what belongs to one person: beside the record, which holds a hash over salt and text. Gone
-- when it is erased.
create table refund_words (
    application_no varchar(32)   not null,
    nr             integer       not null,
    fact           varchar(16)   not null,
    salt           varchar(32)   not null,
    text           varchar(2000) not null,
    primary key (application_no, nr, fact)
);

-- Up to which line the words of an application were erased, and when; null again while there are newer ones.
alter table refund_application add words_erased_to integer default 0 not null;
alter table refund_application add words_erased_at timestamp with time zone;
create index refund_application_by_end on refund_application (words_erased_at, closed_at);
