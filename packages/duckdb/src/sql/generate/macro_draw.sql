-- A whole number in [0, sides), even over keys; the same key and salt always draw the same.
CREATE MACRO draw(key, salt, sides) AS
  (hash(xor(key::UBIGINT, hash(salt, getvariable('seed')))) % sides::UBIGINT)::INTEGER
