INSERT INTO tally
SELECT org_id, label, status, reason, moved, count(*) FROM {{rows}} GROUP BY ALL
