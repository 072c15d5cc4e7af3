-- Contacts with a readable id, ordered by id, with the columns that the rules read. The codes of the findings are those
-- of run/findings.ts. The most frequent case is tested first, because it is then the only test for most contacts.
COPY (
  SELECT
    c.id AS contact_id,
    coalesce(c.org_id, 1) AS org_id,
    o.idx AS org,
    coalesce(z.state, 0)::UTINYINT AS state,
    CASE WHEN c.birth_date <= $as_of::DATE THEN day_number(c.birth_date) ELSE {{no_day}} END::INTEGER AS birth_date,
    coalesce(day_number(c.effective_date), {{no_day}})::INTEGER AS effective_date,
    (c.id IN (SELECT contact_id FROM source_suppressions WHERE contact_id IS NOT NULL)
      OR coalesce(lower(c.email) IN (
        SELECT lower(trim(email, {{blanks}})) FROM source_suppressions WHERE email IS NOT NULL
      ), false))::UTINYINT AS suppressed,
    -- The sum of the code of the reject, the codes of the warnings, and 256 times the index of the given state if that
    -- state contradicts the ZIP code.
    (CASE
        WHEN {{email_valid}} THEN CASE
          WHEN strlen(c.zip_code) = 5 AND z.state IS NOT NULL THEN 0
          WHEN {{zip_valid}} THEN CASE WHEN z.state IS NULL THEN 5 ELSE 0 END
          WHEN {{zip_missing}} THEN 3
          ELSE 4
        END
        WHEN {{email_missing}} THEN 1
        ELSE 2
      END
      + CASE WHEN c.org_id_unread THEN 8 ELSE 0 END
      + CASE WHEN s.state IS NOT DISTINCT FROM z.state THEN 0
          WHEN {{state_given}} THEN 16 + 256 * coalesce(s.state, 255)::INTEGER ELSE 0 END
      + CASE WHEN c.birth_date_unread THEN 32 WHEN c.birth_date > $as_of::DATE THEN 64 ELSE 0 END
      + CASE WHEN c.effective_date_unread THEN 128 ELSE 0 END
    )::INTEGER AS findings,
    c.row_number
  FROM source_contacts c
  JOIN org o ON o.id = coalesce(c.org_id, 1)
  LEFT JOIN zip_state z ON z.zip = CASE WHEN strlen(c.zip_code) > 5 THEN left(c.zip_code, 5) ELSE c.zip_code END
  LEFT JOIN state_name s ON s.name = upper(trim(c.state, {{blanks}}))
  WHERE c.id IS NOT NULL AND {{scope}}
  ORDER BY c.id, c.row_number
) TO {{file}} (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE {{rows}})
