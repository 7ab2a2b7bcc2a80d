-- Why a person refused: a code of the cinema's list.
alter table refund_application add reject_reason varchar(32);

-- What somebody chose and somebody else confirms (FAULT or PROPOSAL, fen, why); who it was is the first approver.
alter table refund_application add proposed_as varchar(16);
alter table refund_application add proposed_amount bigint;
alter table refund_application add proposed_comment varchar(1000);

-- What the rules gave (JSON) while something else was approved in its place.
alter table refund_application add rules_deal varchar(4000);

-- The refused application that this one does not accept.
alter table refund_application add appeal_of varchar(32);
