-- The 32-bit FNV-1a hash of an ASCII text.
CREATE OR REPLACE TEMP MACRO name_hash(t) AS list_reduce(
  list_transform(string_split(t, ''), lambda c: ord(c)::UBIGINT),
  lambda h, b: (xor(h, b) * 16777619::UBIGINT) % 4294967296::UBIGINT,
  2166136261::UBIGINT
)
