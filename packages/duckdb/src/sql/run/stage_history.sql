-- History and the earlier plan, by contact. Rows that settle nothing (failed, skipped) are left out. If the campaign
-- type in the row is unknown, the type of the row's campaign instance is used. A sent row without an id counts as
-- processing, because it cannot be the parent of a follow-up.
COPY (
  SELECT
    h.contact_id,
    coalesce(h.id, 0) AS id,
    coalesce(t.code, CASE WHEN starts_with(h.email_type, 'campaign_') THEN i.type END, CASE WHEN starts_with(h.email_type, 'followup_') THEN {{unknown_followup}}
      ELSE {{unknown_type}} END)::SMALLINT AS type,
    CASE WHEN h.id IS NULL AND s.code IN ({{parent_statuses}}) THEN {{processing}}
      ELSE coalesce(s.code, 255) END::UTINYINT AS status,
    coalesce(
      day_number(coalesce(CASE WHEN s.code = {{earlier_plan}} THEN NULL ELSE h.actual_send_date END, h.scheduled_send_date)),
      {{no_day}}
    )::INTEGER AS sent_on,
    coalesce(day_number(h.event_date), {{no_day}})::INTEGER AS event,
    (h.campaign_instance_id IS NOT NULL)::UTINYINT AS has_instance,
    coalesce(h.campaign_instance_id, 0) AS instance_id,
    CASE WHEN starts_with(h.email_type, 'campaign_') THEN coalesce(i.idx, -1) ELSE -1 END AS instance,
    (h.parent_schedule_id IS NOT NULL)::UTINYINT AS has_parent,
    coalesce(h.parent_schedule_id, 0) AS parent_id
  FROM source_email_schedules h
  LEFT JOIN email_type t ON t.name = h.email_type
  LEFT JOIN history_status s ON s.name = h.status
  LEFT JOIN campaign_instance i ON i.id = h.campaign_instance_id
  WHERE h.contact_id IS NOT NULL AND {{scope}} AND (s.code IS NOT NULL OR h.status IS NULL OR h.status NOT IN ('failed', 'skipped'))
  ORDER BY h.contact_id, coalesce(h.id, 0), h.row_number
) TO {{file}} (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE {{rows}})
