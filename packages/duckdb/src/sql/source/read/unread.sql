CASE WHEN {{value}} IS NULL THEN coalesce(NOT regexp_full_match({{text}}, {{blank}}), false) ELSE false END
