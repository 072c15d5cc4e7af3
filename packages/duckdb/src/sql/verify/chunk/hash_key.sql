CREATE OR REPLACE TEMP TABLE verify_hash_key AS
SELECT
  hash_name,
  hash_year,
  mix32(xor(name_hash(hash_name), (hash_year::UBIGINT * 2654435761::UBIGINT) % 4294967296::UBIGINT)) AS hash_key
FROM (
  SELECT DISTINCT hash_name, hash_year
  FROM verify_judged
  WHERE reason IS NULL AND NOT settled AND ideal < getvariable('as_of')
)
