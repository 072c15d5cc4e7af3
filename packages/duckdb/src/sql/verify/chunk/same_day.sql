-- Rows that give way to another row of the same contact on the same day.
CREATE OR REPLACE TEMP TABLE verify_same_day AS
SELECT due, CASE WHEN is_campaign(email_type) THEN 'campaign_conflict' ELSE 'superseded' END AS reason
FROM verify_placed
WHERE reason IS NULL
  AND NOT settled
  AND (parent_id IS NOT NULL OR email_type = 'post_window' OR is_campaign(email_type))
QUALIFY row_number() OVER (
  PARTITION BY contact_id, day, CASE WHEN is_campaign(email_type) THEN 'campaign' ELSE kind END
  ORDER BY
    CASE WHEN is_campaign(email_type) THEN priority END,
    CASE WHEN is_campaign(email_type) THEN instance_id END,
    CASE WHEN is_campaign(email_type) THEN event_date END,
    CASE WHEN email_type = 'post_window' THEN event_date END DESC,
    parent_sent_on DESC,
    parent_id DESC
) > 1
