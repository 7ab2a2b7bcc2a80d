-- When somebody answers the cinema's phone, in its own words.
alter table cinema add service_hours varchar(100);
