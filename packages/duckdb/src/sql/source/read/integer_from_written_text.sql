-- Also reads integers as spreadsheets write them (7.0), and integers with spaces around them.
TRY_CAST(regexp_extract({{column}}, '^\s*([+-]?\d+)(\.0*)?\s*$', 1) AS {{type}})
