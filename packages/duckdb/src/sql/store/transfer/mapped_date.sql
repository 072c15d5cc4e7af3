-- A date as the other system writes it becomes one like 2026-01-31; what follows it, and other texts, stay as they are.
CASE
  WHEN regexp_full_match({{column}}, {{pattern}})
  THEN regexp_extract({{column}}, {{pattern}}, {{year}}) || '-'
    || lpad(regexp_extract({{column}}, {{pattern}}, {{month}}), 2, '0') || '-'
    || lpad(regexp_extract({{column}}, {{pattern}}, {{day}}), 2, '0') || regexp_extract({{column}}, {{pattern}}, 4)
  ELSE {{column}}
END
