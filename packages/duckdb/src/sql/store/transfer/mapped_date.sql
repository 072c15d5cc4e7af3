-- Changes a date in the form of the other system to one like 2026-01-31. Text after the date and
-- other texts stay unchanged.
CASE
  WHEN regexp_full_match({{column}}, {{pattern}})
  THEN regexp_extract({{column}}, {{pattern}}, {{year}}) || '-'
    || lpad(regexp_extract({{column}}, {{pattern}}, {{month}}), 2, '0') || '-'
    || lpad(regexp_extract({{column}}, {{pattern}}, {{day}}), 2, '0') || regexp_extract({{column}}, {{pattern}}, 4)
  ELSE {{column}}
END
