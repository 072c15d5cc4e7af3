COPY (
  SELECT
    e.contact_id,
    -- −1 if there is no such instance, −2 if its id cannot be read.
    CASE WHEN e.campaign_instance_id IS NULL THEN -2 ELSE coalesce(i.idx, -1) END AS instance,
    coalesce(e.campaign_instance_id, 0) AS instance_id,
    coalesce(day_number(e.trigger_date), {{no_day}})::INTEGER AS trigger_day,
    e.trigger_date_unread::UTINYINT AS unreadable_trigger,
    -- 1 if the enrolment takes part, 0 if not, 2 if its status is unknown.
    CASE WHEN coalesce(e.status, 'pending') IN ('pending', 'scheduled') THEN 1 WHEN e.status IN ({{known_statuses}}) THEN 0
      ELSE 2 END::UTINYINT AS takes_part
  FROM source_contact_campaigns e
  LEFT JOIN campaign_instance i ON i.id = e.campaign_instance_id
  WHERE e.contact_id IS NOT NULL AND {{scope}}
  ORDER BY e.contact_id, instance, trigger_day, e.row_number
) TO {{file}} (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE {{rows}})
