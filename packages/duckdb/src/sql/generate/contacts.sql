WITH numbered AS (
  SELECT
    range AS row_number,
    fault(range) AS fault,
    draw(range, 'place', len(getvariable('zips'))) + 1 AS place,
    pick('first_names', range, 'first name') AS first_name,
    pick('last_names', range, 'last name') AS last_name,
    pick('ages', range, 'age') AS age,
    (draw(range, 'org', 1 << 30) + 0.5) / (1 << 30) AS org_share
  FROM range(1, getvariable('contacts') + 1)
),
dated AS (
  SELECT
    *,
    getvariable('zips')[place] AS home_zip,
    getvariable('states')[place] AS home_state,
    (getvariable('as_of') - to_years(age))::DATE - draw(row_number, 'day of birth', 365) AS born,
    -- A policy starts at the age of 64 or later, 1 to 15 years ago.
    date_trunc(
      'month',
      getvariable('as_of') - to_months(12 + draw(row_number, 'policy age', 12 * greatest(1, least(14, age - 64))))
    )::DATE AS started
  FROM numbered
)
SELECT
  CASE fault
    WHEN 'invalid_id' THEN NULL
    WHEN 'duplicate_id' THEN contact_id(greatest(1, row_number - 1))
    ELSE contact_id(row_number)
  END AS id,
  -- The size of the k-th organisation is about proportional to 1/k. Every organisation has at least one contact.
  CASE
    WHEN row_number <= getvariable('orgs') THEN row_number
    ELSE least(getvariable('orgs'), floor(pow(getvariable('orgs') + 1, org_share))::BIGINT)
  END AS org_id,
  CASE fault
    WHEN 'missing_email' THEN NULL
    WHEN 'invalid_email' THEN lower(first_name) || row_number || ' at example.com'
    ELSE
      CASE WHEN draw(row_number, 'capitals', 100) < 3
        THEN first_name || '.' || last_name
        ELSE lower(first_name || '.' || last_name)
      END
      || row_number || '@example.' || ['com', 'com', 'com', 'org', 'net'][1 + draw(row_number, 'domain', 5)]
  END AS email,
  CASE fault
    WHEN 'missing_zip' THEN NULL
    WHEN 'invalid_zip' THEN home_zip[1:4]
    WHEN 'unknown_zip' THEN '000' || home_zip[4:5]
    ELSE home_zip || CASE WHEN draw(row_number, 'plus four', 100) < 10
      THEN '-' || lpad(draw(row_number, 'add-on', 10000)::VARCHAR, 4, '0')
      ELSE ''
    END
  END AS zip_code,
  CASE
    WHEN draw(row_number, 'moved', 1000) >= 2 THEN home_state
    WHEN home_state = 'FL' THEN 'OH'
    ELSE 'FL'
  END AS state,
  CASE WHEN draw(row_number, 'no birth date', 1000) >= 5 THEN born END AS birth_date,
  CASE
    WHEN draw(row_number, 'no effective date', 100) < 1 THEN NULL
    WHEN draw(row_number, 'on the first', 100) < 62 THEN started
    ELSE started + 1 + draw(row_number, 'day of month', day(last_day(started)) - 1)
  END AS effective_date,
  CASE WHEN draw(row_number, 'no phone', 100) >= 8
    THEN '+1' || (201 + draw(row_number, 'area code', 789)) || '55501'
      || lpad(draw(row_number, 'line', 100)::VARCHAR, 2, '0')
  END AS phone_number,
  first_name,
  last_name
FROM dated
