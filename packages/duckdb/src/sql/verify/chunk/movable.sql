INSERT INTO verify_movable
SELECT
  c.org_id,
  p.day,
  CASE WHEN p.respects THEN least(p.latest, w.first_day - 1) ELSE p.latest END AS deadline,
  f.due IS NOT NULL,
  coalesce(f.foreseen, false),
  count(*)
FROM verify_placed p
JOIN verify_contact c ON c.id = p.contact_id
LEFT JOIN verify_parent f ON f.due = p.due
ASOF LEFT JOIN verify_window w ON w.contact_id = p.contact_id AND w.first_day > p.day
WHERE getvariable('balancing_enabled') AND p.reason IS NULL AND NOT p.settled AND p.parent_id IS NULL
GROUP BY ALL
