-- The shard of a contact id, computed as in packages/release/src/format.ts. The 32-bit numbers are held in UBIGINTs.
CREATE OR REPLACE MACRO publish_mix_first(h) AS (xor(h, h >> 16) * 2246822507::UBIGINT) % 4294967296::UBIGINT;
CREATE OR REPLACE MACRO publish_mix_middle(h) AS (xor(h, h >> 13) * 3266489909::UBIGINT) % 4294967296::UBIGINT;
CREATE OR REPLACE MACRO publish_mix_last(h) AS xor(h, h >> 16);
CREATE OR REPLACE MACRO publish_mix(h) AS publish_mix_last(publish_mix_middle(publish_mix_first(h)));
CREATE OR REPLACE MACRO publish_low(id) AS (id & 4294967295::BIGINT)::UBIGINT;
CREATE OR REPLACE MACRO publish_high(id) AS ((id >> 32) & 4294967295::BIGINT)::UBIGINT;
CREATE OR REPLACE MACRO publish_shard(id, shards) AS
  (publish_mix(xor(publish_low(id), publish_mix(publish_high(id)))) % shards::UBIGINT)::INTEGER;
-- The date of a day number. The number that stands for no day becomes null.
CREATE OR REPLACE MACRO publish_date(day, no_day) AS CASE WHEN day <> no_day THEN DATE '1970-01-01' + day::INTEGER END
