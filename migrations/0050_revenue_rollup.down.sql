alter table dirty_days drop column marked_at;
drop table buyer_days;
drop table revenue_daily;
