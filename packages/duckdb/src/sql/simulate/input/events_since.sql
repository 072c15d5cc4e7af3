SELECT
  contact_id,
  'eligibility_answered' AS event_type,
  '{"has_medical_conditions":' || has_conditions || '}' AS metadata,
  answered_on AS created_at
FROM sim_answer
WHERE answered_on < getvariable('today')
