INSERT INTO daily_load
SELECT org_id, send_day, count(*) FROM {{rows}} WHERE status = {{pre_scheduled}} GROUP BY ALL
