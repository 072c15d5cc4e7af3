-- A number in [0, 1): always the same for the same seed, purpose and key, whatever the version of DuckDB.
CREATE OR REPLACE TEMP MACRO sim_draw(purpose, key) AS
  (md5_number_lower(getvariable('sim_seed') || '|' || purpose || '|' || key) >> 11)::DOUBLE / 9007199254740992
