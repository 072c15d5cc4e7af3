CASE
  WHEN lower({{column}}) IN ('true', 't', 'yes', '1') THEN true
  WHEN lower({{column}}) IN ('false', 'f', 'no', '0') THEN false
END
