-- A debit card for a refund whose own way back is closed: ciphertext under WeChat Pay's key, and gone when the refund is over.
create table payee_card (
    application_no varchar(32)   not null primary key,
    bank_type      varchar(16)   not null,
    sealed_account varchar(1024) not null,
    sealed_name    varchar(1024) not null,
    key_serial     varchar(64)   not null,
    given_by       varchar(64)   not null,
    given_at       timestamp with time zone not null
);
