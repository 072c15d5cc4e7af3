-- Birthday, effective-date and AEP emails in SQL alone, with windows of the baseline rules, skips and catch-up of late
-- emails. It leaves out campaigns, follow-ups, post-window emails, history, balancing and the frequency limit.
WITH contact AS (
  SELECT
    id::BIGINT AS id,
    coalesce(exception.state, prefix.state) AS state,
    CASE WHEN birth_date BETWEEN DATE '1900-01-01' AND {{today}} THEN birth_date END AS birth_date,
    CASE WHEN effective_date >= DATE '1900-01-01' THEN effective_date END AS effective_date
  FROM (
    SELECT
      try_cast(id AS BIGINT) AS id,
      email,
      zip_code,
      try_cast(birth_date AS DATE) AS birth_date,
      try_cast(effective_date AS DATE) AS effective_date
    FROM read_parquet({{contacts}}, file_row_number = true)
    WHERE try_cast(id AS BIGINT) IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY try_cast(id AS BIGINT) ORDER BY file_row_number) = 1
  )
  LEFT JOIN zip5 AS exception ON exception.zip = zip_code[:5]
  LEFT JOIN zip3 AS prefix ON prefix.zip = zip_code[:3]
  WHERE regexp_full_match(email, {{email_pattern}})
    AND length(email) <= {{email_max}}
    AND strpos(email, '@') - 1 <= {{email_local_max}}
    AND regexp_full_match(zip_code, {{zip_pattern}})
    AND coalesce(exception.state, prefix.state) IS NOT NULL
),

window_rule(state, kind, days_before, days_after, use_month_start) AS (
  VALUES
    ('CA', 'birthday', 30, 60, false),
    ('ID', 'birthday', 0, 63, false),
    ('KY', 'birthday', 0, 60, false),
    ('MD', 'birthday', 0, 30, false),
    ('NV', 'birthday', 0, 60, true),
    ('OK', 'birthday', 0, 60, false),
    ('OR', 'birthday', 0, 31, false),
    ('VA', 'birthday', 0, 30, false),
    ('MO', 'effective_date', 30, 33, false)
),

candidate AS (
  SELECT id, 'birthday' AS email_type, next_anniversary(birth_date) AS event_date, event_date - 14 AS ideal, *
    EXCLUDE (id)
  FROM contact WHERE birth_date IS NOT NULL
  UNION ALL
  SELECT id, 'effective_date', next_anniversary(effective_date) AS event_date, event_date - 30, * EXCLUDE (id)
  FROM contact WHERE effective_date IS NOT NULL
  UNION ALL
  SELECT id, 'aep', next_anniversary(DATE '2000-10-15') AS event_date, make_date(year(event_date), 9, 15), *
    EXCLUDE (id)
  FROM contact
),

-- The hash of docs/reference/rules.md, for late emails only: four rounds over the halves of the contact id.
keyed AS (
  SELECT
    id, email_type, event_date,
    (id >> 32)::UBIGINT AS l0,
    (id & 4294967295)::UBIGINT AS r0,
    mix(xor(name_hash, (year(event_date)::UBIGINT * 2654435761) % 4294967296)) AS key
  FROM candidate
  JOIN (SELECT unnest(['birthday', 'effective_date', 'aep']) AS email_type, name_hash(email_type) AS name_hash)
    USING (email_type)
  WHERE ideal < {{today}}
),
round1 AS (SELECT *, xor(l0, mix((r0 + key) % 4294967296)) AS r1 FROM keyed),
round2 AS (SELECT *, xor(r0, mix((r1 + key + 2654435769) % 4294967296)) AS r2 FROM round1),
round3 AS (SELECT *, xor(r1, mix((r2 + key + 1013904242) % 4294967296)) AS r3 FROM round2),
round4 AS (SELECT *, xor(r2, mix((r3 + key + 3668340011) % 4294967296)) AS r4 FROM round3),
late AS (
  SELECT
    id, email_type,
    {{today}} + ((r3::BIGINT - epoch_day({{today}})) % 7 + 7)::INTEGER % 7 AS spread_day,
    CASE
      WHEN spread_day <= event_date THEN spread_day
      ELSE {{today}} + (r4 % (event_date - {{today}} + 1))::INTEGER
    END AS catch_up
  FROM round4
),

dated AS (
  SELECT
    candidate.*,
    kind,
    CASE kind WHEN 'birthday' THEN birth_date ELSE effective_date END AS anchor,
    days_before,
    days_after,
    use_month_start,
    coalesce(catch_up, ideal) AS release
  FROM candidate
  LEFT JOIN window_rule USING (state)
  LEFT JOIN late USING (id, email_type)
),

judged AS (
  SELECT
    *,
    CASE
      WHEN state IN ('CT', 'MA', 'NY', 'WA') THEN 'year_round_exclusion'
      WHEN kind = 'birthday' AND birth_date IS NULL THEN 'missing_birth_date'
      WHEN is_excluded(ideal, anchor, days_before, days_after, use_month_start) THEN 'exclusion_window'
    END AS skip_at_ideal,
    CASE WHEN is_excluded(release, anchor, days_before, days_after, use_month_start) THEN 'exclusion_window' END
      AS skip_at_release
  FROM dated
)

SELECT
  id AS contact_id,
  email_type,
  CASE WHEN skip_at_ideal IS NULL THEN release ELSE ideal END AS scheduled_send_date,
  TIME '08:30:00' AS scheduled_send_time,
  CASE WHEN coalesce(skip_at_ideal, skip_at_release) IS NULL THEN 'pre-scheduled' ELSE 'skipped' END AS status,
  coalesce(skip_at_ideal, skip_at_release) AS skip_reason,
  event_date,
  ideal AS ideal_send_date
FROM judged
