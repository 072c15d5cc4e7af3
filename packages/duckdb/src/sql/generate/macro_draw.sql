-- A pseudo-random whole number in [0, sides), uniformly distributed over the keys. The same seed, key and salt
-- always give the same number.
CREATE MACRO draw(key, salt, sides) AS
  (hash(xor(key::UBIGINT, hash(salt, getvariable('seed')))) % sides::UBIGINT)::INTEGER
