-- The exclusion windows of every rule and year, limited to the days on which the rule holds. Windows that overlap or
-- touch are merged into one. `endless` windows never end.
CREATE OR REPLACE TEMP TABLE verify_window AS
WITH anchored AS (
  SELECT
    *,
    CASE
      WHEN kind = 'calendar' THEN day_in(y, from_month, from_day)
      WHEN kind = 'effective_date' THEN anniversary_in(effective_date, y)
      WHEN use_month_start THEN make_date(y, month(birth_date), 1)
      ELSE anniversary_in(birth_date, y)
    END AS anchor
  FROM (
    SELECT *, unnest(range(first_year, last_year + 1)) AS y FROM verify_contact_rule WHERE kind <> 'year_round'
  )
),
span AS (
  SELECT
    contact_id, holds_from, holds_to, chains, last_year,
    anchor - coalesce(days_before, 0) - getvariable('pre_window') AS starts,
    CASE WHEN kind = 'calendar'
      THEN day_in(CASE WHEN (to_month, to_day) < (from_month, from_day) THEN y + 1 ELSE y END, to_month, to_day)
      ELSE anchor + days_after
    END AS ends
  FROM anchored
  WHERE anchor IS NOT NULL
  UNION ALL
  SELECT contact_id, holds_from, holds_to, false, last_year, holds_from, holds_to
  FROM verify_contact_rule
  WHERE kind = 'year_round'
),
cut AS (
  SELECT
    contact_id,
    greatest(starts, holds_from) AS starts,
    least(ends, holds_to) AS ends,
    bool_or(chains) AS chains,
    max(last_year) AS last_year
  FROM span
  WHERE greatest(starts, holds_from) <= least(ends, holds_to)
  GROUP BY ALL
),
marked AS (
  SELECT
    *,
    CASE WHEN starts <= 1 + max(ends) OVER (
      PARTITION BY contact_id ORDER BY starts, ends ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) THEN 0 ELSE 1 END AS begins
  FROM cut
),
numbered AS (
  SELECT *, sum(begins) OVER (PARTITION BY contact_id ORDER BY starts, ends ROWS UNBOUNDED PRECEDING) AS island
  FROM marked
)
SELECT
  contact_id,
  min(starts) AS first_day,
  max(ends) AS last_day,
  max(ends) >= DATE '9999-12-31' OR bool_or(chains) AND max(ends) >= make_date(max(last_year) - 2, 1, 1) AS endless
FROM numbered
GROUP BY contact_id, island
