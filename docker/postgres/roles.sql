-- The two roles of one database. Runs once, as the superuser, before the first node starts; the first node makes the tables as
-- the owner and gives the run-time role its rights on their rows (spring.flyway.user and spring.datasource.username).
create role refund_owner login password :'owner_password';
create role refund_app login password :'app_password';
create database refund owner refund_owner;
revoke all on database refund from public;
grant connect on database refund to refund_app;
