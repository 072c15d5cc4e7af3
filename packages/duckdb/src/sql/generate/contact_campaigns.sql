-- Enrolments with trigger dates from one month ago to two months ahead. The third slot cancels enrolments in
-- an instance that otherwise targets all contacts of its organisation. A few rows name a contact or an
-- instance that does not exist.
WITH slot AS (
  SELECT row_number, id AS contact_id, org_id, row_number * 4 + unnest(range(3)) AS slot
  FROM known_contact
),
enrolment AS (
  SELECT
    *,
    CASE slot % 4
      WHEN 0 THEN [1, 1, 1, 1, 2, 2, 2, 3, 3, 5][1 + draw(slot, 'instance', 10)]
      WHEN 1 THEN [4, 4, 4, 6, 9, 9, 10, 10, 11, 12][1 + draw(slot, 'instance', 10)]
      ELSE 7
    END AS instance
  FROM slot
  WHERE CASE slot % 4
    WHEN 0 THEN draw(slot, 'enrolled', 100) < 28
    WHEN 1 THEN draw(slot, 'enrolled', 100) < 7
    ELSE org_id = getvariable('orgs') AND draw(slot, 'enrolled', 100) < 2
  END
)
SELECT
  CASE WHEN draw(slot, 'unknown contact', 5000) < 1
    THEN contact_id(getvariable('contacts')) + row_number
    ELSE contact_id
  END AS contact_id,
  CASE
    WHEN draw(slot, 'unknown instance', 5000) < 1 THEN 999
    WHEN instance = 11 AND org_id <> 1 THEN 4
    ELSE instance
  END::BIGINT AS campaign_instance_id,
  CASE WHEN instance <> 7 AND draw(slot, 'no trigger', 100) >= 5
    THEN getvariable('as_of') - 25 + draw(slot, 'trigger', 90)
  END AS trigger_date,
  CASE
    WHEN instance = 7 THEN 'cancelled'
    ELSE ['pending', 'scheduled', 'completed', 'cancelled', NULL]
      [[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 4, 5][1 + draw(slot, 'enrolment status', 20)]]
  END AS status,
  CASE WHEN draw(slot, 'enrolment source', 10) < 1 THEN '{"source":"import"}' END AS metadata
FROM enrolment
