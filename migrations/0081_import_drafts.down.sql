drop table import_mappings, import_fixes;
delete from imports where file_id is null;
alter table imports drop column retry_of, drop column drafted, alter column file_id set not null;
