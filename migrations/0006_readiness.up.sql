-- A process is ready once the database has every migration that it knows.
grant select on migrations to portolan_app;
