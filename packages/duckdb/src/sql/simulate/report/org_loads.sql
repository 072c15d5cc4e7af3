-- The number of emails that each organisation sent on each day, including those that the input had queued.
WITH load AS (
  SELECT day, org_id, count(*) AS load
  FROM (
    SELECT sent_date AS day, org_id FROM sim_sent
    UNION ALL
    SELECT b.sent_on, r.org_id
    FROM sim_before b
    JOIN verify_reading r ON r.id = b.contact_id AND r.reason IS NULL
    WHERE b.sent_on BETWEEN getvariable('first_day') AND getvariable('last_day')
  )
  GROUP BY ALL
)
SELECT o.org_id, o.day::VARCHAR AS day, o.contacts, o.cap, o.threshold, coalesce(l.load, 0) AS load
FROM sim_org_day o
LEFT JOIN load l USING (org_id, day)
ORDER BY o.org_id, o.day
