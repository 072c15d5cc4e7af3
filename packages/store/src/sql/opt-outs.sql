-- name: emails
-- The opt-outs that stop emails, by contact. Without an email_type, an opt-out stops all of the contact's emails.
SELECT contact_id, email_type
FROM (
  SELECT contact_id, CASE WHEN unread IS NULL THEN email_type END AS email_type
  FROM ({{read}})
  WHERE contact_id IS NOT NULL AND (channel <> 'sms' OR unread IS NOT NULL)
  UNION ALL
  SELECT c.id, CASE WHEN o.unread IS NULL THEN o.email_type END
  FROM contacts c
  JOIN ({{read}}) o ON o.email = lower(c.email)
  WHERE o.channel <> 'sms' OR o.unread IS NOT NULL
)

-- name: stops
-- A condition: the opt-out `o` stops the email `e` of the same contact. An opt-out of a type stops the follow-ups of its
-- emails too.
(
  o.email_type IS NULL
  OR o.email_type = e.email_type
  OR o.email_type = 'campaign_*' AND starts_with(e.email_type, 'campaign_')
  OR e.parent_schedule_id IS NOT NULL AND (
    o.email_type = json_extract_string(e.metadata, '$.parent_email_type')
    OR o.email_type = 'campaign_*' AND starts_with(json_extract_string(e.metadata, '$.parent_email_type'), 'campaign_')
  )
)

-- name: texts_stopped
-- A condition: the contact of the email has opted out of text messages.
contact_id IN (
  SELECT contact_id FROM ({{read}}) WHERE contact_id IS NOT NULL AND (channel <> 'email' OR unread IS NOT NULL)
  UNION ALL
  SELECT c.id
  FROM contacts c
  JOIN ({{read}}) o ON o.email = lower(c.email)
  WHERE o.channel <> 'email' OR o.unread IS NOT NULL
)
