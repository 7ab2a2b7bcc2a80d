-- What the rules look at, and what they answered. A node of before writes beside: it leaves out all of these.

-- How long after the beginning of a show a fault of it can be claimed.
alter table cinema add claim_hours integer default 48 not null;
-- Which plan the cinema had since when, a line each; null where only the present one is known, as if it had always been there.
alter table cinema add plans text;

alter table ticket_order add hall_type varchar(32);
alter table ticket_order add film_type varchar(32);
alter table ticket_order add member_level varchar(32);
-- What the show is called in the order system.
alter table ticket_order add screening_id varchar(64);

-- Of a VOID: the coupon that came on top of what was paid is the moviegoer's again.
alter table ticket_instruction add return_coupon boolean default false not null;

-- What was true when the application was made and nodes of before could not read among its facts (JSON).
alter table refund_application add more_facts text;
-- What the rules were asked besides the facts, which wordings were asked, and what they said then (JSON): never changed.
alter table refund_application add decision text;
-- Null where a node of before decided: then the coupon goes back under P0 alone.
alter table refund_application add returns_coupon boolean;
-- No person looked because it was small; null where a node of before decided.
alter table refund_application add straight_through boolean;
-- Whose sum it is: FAULT or PROPOSAL where people decided so, null where it is that of the rules.
alter table refund_application add approved_as varchar(16);
