INSERT INTO daily_load
SELECT r.org_id, r.scheduled_send_date, count(*) FROM {{rows}} WHERE r.status = {{pre_scheduled}} GROUP BY ALL
