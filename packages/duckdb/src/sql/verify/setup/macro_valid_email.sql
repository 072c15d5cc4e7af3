CREATE OR REPLACE TEMP MACRO valid_email(e) AS
  length(e) <= 254
  AND position('@' IN e) > 0
  AND length(split_part(e, '@', 1)) <= 64
  AND regexp_full_match(split_part(e, '@', 1), '[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+([.][A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+)*')
  AND regexp_full_match(
    substr(e, position('@' IN e) + 1),
    '([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?[.])+([A-Za-z]{2,63}|[Xx][Nn]--([A-Za-z0-9-]{0,58}[A-Za-z0-9]))'
  )
