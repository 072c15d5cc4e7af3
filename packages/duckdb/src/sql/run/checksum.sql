SELECT count(*) AS row_count, coalesce(sum({{row_hash}}), 0)::HUGEINT AS row_hash
FROM (
  SELECT
    * REPLACE (
      TRY_CAST(status AS {{statuses}}) AS status,
      TRY_CAST(skip_reason AS {{skip_reasons}}) AS skip_reason,
      TRY_CAST(moved_by AS {{moves}}) AS moved_by
    ),
    {{text_hash}} AS text_hash
  FROM {{rows}}
)
