INSERT INTO tally
SELECT org_id, email_type, status, skip_reason, moved_by, count(*), sum({{row_hash}}) FROM ({{schedules}}) GROUP BY ALL
