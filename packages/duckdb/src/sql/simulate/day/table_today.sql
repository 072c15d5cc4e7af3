-- The rows of the day's run. What a contact does changes the type of its follow-up, not its being the follow-up.
CREATE OR REPLACE TEMP TABLE sim_today AS
SELECT *, CASE WHEN starts_with(email_type, 'followup_') THEN 'followup' ELSE email_type END AS kind
FROM read_parquet({{files}}, hive_partitioning = false)
