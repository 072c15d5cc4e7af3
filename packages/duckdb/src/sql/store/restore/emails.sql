-- What has happened to emails stays; planned ones that would go a second time, or to people who have opted out, do not come back.
DELETE FROM email_schedules WHERE id IN (SELECT id FROM read_parquet({{email_schedules}}));
INSERT INTO email_schedules SELECT * FROM read_parquet({{email_schedules}})
