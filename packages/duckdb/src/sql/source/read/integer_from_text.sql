CASE WHEN regexp_full_match({{column}}, '[+-]?\d+') THEN TRY_CAST({{column}} AS {{type}}) END
