-- Each rule of each contact, with the first and last day on which the limits of the rule hold, and with the years whose
-- windows can affect a tested day. If windows can chain from year to year, or if a year-round rule can begin or end,
-- windows of distant years are needed too.
CREATE OR REPLACE TEMP TABLE verify_contact_rule AS
WITH campaign_years AS (
  SELECT contact_id, min(year(ideal)) AS first_year, max(greatest(year(latest), year(ideal))) AS last_year
  FROM verify_email
  WHERE instance_id IS NOT NULL AND latest < DATE '9000-01-01'
  GROUP BY contact_id
)
SELECT
  c.id AS contact_id,
  c.birth_date,
  c.effective_date,
  r.*,
  rule_starts(r.in_force_from, r.min_age, c.birth_date) AS holds_from,
  rule_ends(r.in_force_to, r.max_age, c.birth_date) AS holds_to,
  s.chains,
  CASE WHEN s.chains THEN 12 ELSE 2 END AS margin,
  least(
    year(getvariable('as_of')) - 1,
    y.first_year,
    CASE WHEN s.year_round THEN s.first_year_in_force END,
    CASE WHEN s.year_round THEN year(c.birth_date) + s.lowest_age END
  ) - margin AS first_year,
  greatest(
    year(getvariable('as_of')) + 1,
    y.last_year,
    CASE WHEN s.chains OR s.year_round THEN s.last_year_in_force END,
    CASE WHEN s.chains OR s.year_round THEN year(c.birth_date) + s.highest_age + 1 END
  ) + margin AS last_year
FROM verify_contact c
JOIN verify_state_rule r ON r.state = c.state
JOIN verify_state s ON s.state = c.state
LEFT JOIN campaign_years y ON y.contact_id = c.id
