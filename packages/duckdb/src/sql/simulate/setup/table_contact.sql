-- Every row of contacts, with the day on which the contact arrives.
CREATE OR REPLACE TEMP TABLE sim_contact AS
SELECT
  row_number, id, org_id, email, zip_code, state, birth_date, effective_date,
  getvariable('first_day')
    + CASE WHEN id IS NOT NULL
        AND getvariable('last_day') > getvariable('first_day')
        AND sim_draw('arrives', id) < getvariable('sim_arrivals')
      THEN sim_wait('arrives on', id, getvariable('last_day') - getvariable('first_day'))
      ELSE 0 END AS arrives_on
FROM source_contacts
