-- Campaign changes since the backup stay in the log, but are marked as undone.
INSERT INTO campaign_change_log
SELECT now.* REPLACE (coalesce(now.undone_by, $backup) AS undone_by)
FROM {{campaign_change_log}} now
ANTI JOIN campaign_change_log was ON was.id = now.id
