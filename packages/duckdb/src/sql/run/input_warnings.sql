-- Warnings about rows of the other tables that can be found without reading the contacts.
INSERT INTO warning
SELECT contact_id_text, 'unknown_contact', 'email_schedules: contact_id is not an id'
FROM source_email_schedules WHERE contact_id IS NULL
UNION ALL
SELECT contact_id_text, 'unknown_contact', 'contact_campaigns: contact_id is not an id'
FROM source_contact_campaigns WHERE contact_id IS NULL
UNION ALL
SELECT contact_id::VARCHAR, 'invalid_metadata', 'contact_events: metadata is not JSON; counted as no conditions'
FROM source_contact_events
WHERE event_type = 'eligibility_answered' AND metadata IS NOT NULL AND NOT json_valid(metadata)
UNION ALL
SELECT contact_id_text, 'invalid_id', 'suppressions: contact_id is not an id; it opts nobody out'
FROM source_suppressions
WHERE contact_id_unread
UNION ALL
-- A history row with an unreadable value settles less than it should, so an email may be sent a second time.
SELECT
  h.contact_id::VARCHAR,
  h.unread.warning,
  'email_schedules ' || coalesce(h.id, 0) || ': ' || h.unread.detail || '; counted as absent'
FROM (
  SELECT contact_id, id, unnest(list_filter([
    CASE WHEN event_date_unread THEN {'warning': 'invalid_date', 'detail': 'event_date is ' || {{no_date}}} END,
    CASE WHEN actual_send_datetime_unread THEN {'warning': 'invalid_date', 'detail': 'actual_send_datetime is ' || {{no_time}}} END,
    CASE WHEN campaign_instance_id_unread THEN {'warning': 'invalid_id', 'detail': 'campaign_instance_id is not an id'} END,
    CASE WHEN parent_schedule_id_unread THEN {'warning': 'invalid_id', 'detail': 'parent_schedule_id is not an id'} END
  ], lambda unread: unread IS NOT NULL)) AS unread
  FROM source_email_schedules
  WHERE (event_date_unread OR actual_send_datetime_unread OR campaign_instance_id_unread OR parent_schedule_id_unread)
    AND contact_id IS NOT NULL AND status IN ({{history_statuses}})
) h
