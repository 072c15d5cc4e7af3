SELECT id, org_id, email, zip_code, state, birth_date, effective_date
FROM sim_contact
WHERE arrives_on > getvariable('first_day') AND arrives_on <= getvariable('today')
ORDER BY row_number
