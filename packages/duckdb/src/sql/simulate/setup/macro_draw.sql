-- A pseudo-random number in [0, 1). It depends only on the seed, the purpose and the key, not on the version of DuckDB.
CREATE OR REPLACE TEMP MACRO sim_draw(purpose, key) AS
  (md5_number_lower(getvariable('sim_seed') || '|' || purpose || '|' || key) >> 11)::DOUBLE / 9007199254740992
