-- Facts about the rules of each state. `chains` is true if the windows of neighbouring years can touch, so that a
-- window may last for years or for ever.
CREATE OR REPLACE TEMP TABLE verify_state AS
SELECT
  state,
  coalesce(sum(
    CASE kind
      WHEN 'year_round' THEN 0
      WHEN 'calendar' THEN
        day_in(CASE WHEN (to_month, to_day) < (from_month, from_day) THEN 2002 ELSE 2001 END, to_month, to_day)
          - day_in(2001, from_month, from_day) + getvariable('pre_window') + 4
      ELSE days_before + days_after + getvariable('pre_window') + 4
    END
  ), 0) >= 365 AS chains,
  bool_or(kind = 'year_round') AS year_round,
  max(year(in_force_to)) AS last_year_in_force,
  min(year(in_force_from)) AS first_year_in_force,
  max(max_age) AS highest_age,
  min(min_age) AS lowest_age
FROM verify_state_rule
GROUP BY state
