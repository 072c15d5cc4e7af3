-- Days above the threshold from which emails could have moved to later days with room below the cap. If follow-ups are
-- foreseen, they count too. An email then needs room for its follow-up as well, and it may also move so that its
-- follow-up leaves the overloaded day. In this case the plan may keep announced days as long as it is about as good as
-- the best plan. The check therefore tolerates some emails that could have moved: for each organisation, one for each
-- overloaded day and 1 % of the emails above the threshold.
WITH load AS (
  SELECT org_id, day, sum(emails)::BIGINT AS emails
  FROM (FROM verify_load UNION ALL FROM verify_foreseen)
  GROUP BY ALL
),
overloaded AS (
  SELECT
    l.*, c.cap, c.threshold,
    l.emails - c.threshold AS excess,
    CASE WHEN getvariable('foresees')
      THEN count(*) OVER (PARTITION BY l.org_id) + sum(l.emails - c.threshold) OVER (PARTITION BY l.org_id) / 100
      ELSE 0 END AS tolerated
  FROM load l
  JOIN verify_cap c ON c.org_id = l.org_id
  WHERE l.emails > c.threshold
),
-- The movable emails that count on an overloaded day, either themselves or by their follow-ups. `emails_from` is the
-- number of those sent on the same day that may move to this deadline or a later one.
cause AS (
  SELECT *, sum(emails) OVER (PARTITION BY org_id, day, sent_on, parent ORDER BY deadline DESC) AS emails_from
  FROM (
    SELECT org_id, day, sent_on, parent, deadline, sum(emails)::BIGINT AS emails
    FROM (
      SELECT *, day AS sent_on FROM verify_movable
      UNION ALL
      SELECT * REPLACE (day + getvariable('followup_days_after') AS day), day FROM verify_movable WHERE foreseen
    )
    SEMI JOIN overloaded USING (org_id, day)
    GROUP BY ALL
  )
),
later AS (
  SELECT o.*, sent_on, parent, sent_on + unnest(range(1, least(last_day - sent_on, 1000) + 1))::INTEGER AS later_day
  FROM (
    SELECT org_id, day, sent_on, parent, max(deadline) AS last_day FROM cause GROUP BY ALL
  )
  JOIN overloaded o USING (org_id, day)
),
-- The room for more emails on each later day. For emails with a follow-up, only half of the room counts, on
-- their day or on that of the follow-ups, whichever has less. The other half is left to emails of other
-- days and their follow-ups.
room AS (
  SELECT
    r.*,
    greatest(0, CASE WHEN parent
      THEN (r.cap - greatest(coalesce(l.emails, 0), coalesce(f.emails, 0))) // 2
      ELSE r.cap - coalesce(l.emails, 0) END) AS emails_more
  FROM later r
  LEFT JOIN load l ON l.org_id = r.org_id AND l.day = r.later_day
  LEFT JOIN load f ON f.org_id = r.org_id AND f.day = r.later_day + getvariable('followup_days_after')
),
filled AS (
  SELECT *, sum(emails_more) OVER (PARTITION BY org_id, day, sent_on, parent ORDER BY later_day) AS emails_until
  FROM room
)
SELECT
  NULL AS contact_id,
  NULL AS email_type,
  'organisation ' || r.org_id || ': ' || any_value(r.emails) || ' emails on ' || r.day || ', above '
    || any_value(r.threshold) || ', while '
    || coalesce(
      min(r.later_day) FILTER (r.emails_more > 0 AND r.later_day > r.day), min(r.later_day) FILTER (r.emails_more > 0)
    ) || ' has room' AS detail
FROM filled r
LEFT JOIN cause c ON c.org_id = r.org_id AND c.day = r.day AND c.sent_on = r.sent_on AND c.parent = r.parent
  AND least(c.deadline, c.sent_on + 1000) = r.later_day
GROUP BY r.org_id, r.day
HAVING max(least(r.excess, c.emails_from, r.emails_until)) FILTER (c.emails_from > 0) > any_value(r.tolerated)
