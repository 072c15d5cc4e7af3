-- The last day of each kind of engagement, by contact. Days before the lookback period are too early for any parent.
COPY (
  SELECT
    contact_id,
    coalesce(max(clicked_on), {{no_day}})::INTEGER AS clicked_on,
    coalesce(max(answered_on), {{no_day}})::INTEGER AS answered_on,
    coalesce(max(CASE WHEN has_conditions THEN answered_on END), {{no_day}})::INTEGER AS answered_yes_on
  FROM (
    SELECT contact_id, day_number(clicked_on) AS clicked_on, NULL::INTEGER AS answered_on, false AS has_conditions
    FROM source_tracking_clicks
    WHERE contact_id IS NOT NULL AND {{scope}} AND clicked_on >= $since::DATE
    UNION ALL
    SELECT contact_id, NULL, day_number(created_on),
      CASE WHEN metadata IS NULL OR NOT json_valid(metadata) THEN false
        ELSE coalesce(json_extract_string(metadata, '$.has_medical_conditions') = 'true', false)
          OR coalesce(TRY_CAST(json_extract_string(metadata, '$.main_questions_yes_count') AS DOUBLE) > 0, false)
      END
    FROM source_contact_events
    WHERE contact_id IS NOT NULL AND {{scope}} AND event_type = 'eligibility_answered' AND created_on >= $since::DATE
  )
  GROUP BY contact_id
  ORDER BY contact_id
) TO {{file}} (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE {{rows}})
