-- As spreadsheets write numbers (7.0), and with spaces around them.
TRY_CAST(regexp_extract({{column}}, '^\s*([+-]?\d+)(\.0*)?\s*$', 1) AS {{type}})
