INSERT INTO daily_load
SELECT r.org_id, r.send_day, count(*) FROM {{rows}} WHERE r.status = {{pre_scheduled}} GROUP BY ALL
