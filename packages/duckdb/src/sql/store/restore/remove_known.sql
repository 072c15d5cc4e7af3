-- What has happened to emails is as the store last knew it.
DELETE FROM emails WHERE id IN (SELECT id FROM read_parquet({{email_schedules}}))
