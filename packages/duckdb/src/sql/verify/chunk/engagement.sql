-- For each contact, the last day of a click, of an answer to health questions, and of an answer that names conditions.
CREATE OR REPLACE TEMP TABLE verify_engagement AS
WITH act AS (
  SELECT contact_id, clicked_on, NULL::DATE AS answered_on, NULL::DATE AS answered_yes_on
  FROM source_tracking_clicks
  UNION ALL
  SELECT
    contact_id,
    NULL,
    created_on,
    CASE
      WHEN NOT json_valid(metadata) THEN NULL
      WHEN json_type(metadata, '$.has_medical_conditions') = 'BOOLEAN'
        AND (metadata ->> '$.has_medical_conditions') = 'true'
      THEN created_on
      WHEN json_type(metadata, '$.main_questions_yes_count') IN ('BIGINT', 'UBIGINT', 'DOUBLE')
        AND TRY_CAST(metadata ->> '$.main_questions_yes_count' AS DOUBLE) > 0
      THEN created_on
    END
  FROM source_contact_events
  WHERE event_type = 'eligibility_answered'
)
SELECT
  contact_id,
  max(clicked_on) AS clicked_on,
  max(answered_on) AS answered_on,
  max(answered_yes_on) AS answered_yes_on
FROM act
WHERE contact_id BETWEEN getvariable('first_id') AND getvariable('last_id')
GROUP BY contact_id
