-- A picture is given to a case before the case's row is written, at the end of the same transaction: asked at the commit.
alter table evidence_picture add constraint evidence_picture_of_application
    foreign key (application_no) references refund_application (application_no) deferrable initially deferred;
