WITH event AS (
  SELECT
    id,
    contact_id,
    ['eligibility_answered', 'page_viewed', 'quote_requested', 'call_completed']
      [[1, 1, 1, 1, 1, 1, 2, 2, 3, 4][1 + draw(id, 'event type', 10)]] AS event_type,
    greatest(0, draw(id, 'yes answers', 8) - 4) AS yes_answers,
    draw(id, 'answer form', 10) AS answer_form,
    sent_at + to_seconds(120 + draw(id, 'event at', 5 * 86400)) AS created_at
  FROM reached
  WHERE draw(id, 'event', 100) < 8
)
SELECT
  contact_id,
  event_type,
  CASE
    WHEN event_type = 'page_viewed' THEN '{"page":"plan-comparison"}'
    WHEN event_type <> 'eligibility_answered' THEN NULL
    WHEN answer_form = 0 THEN '{"main_questions_yes_count":' || yes_answers || '}'
    WHEN answer_form = 1 THEN '{"has_medical_conditions":' || (yes_answers > 0) || '}'
    ELSE '{"main_questions_yes_count":' || yes_answers || ',"has_medical_conditions":' || (yes_answers > 0) || '}'
  END AS metadata,
  created_at
FROM event
WHERE created_at < getvariable('as_of')
