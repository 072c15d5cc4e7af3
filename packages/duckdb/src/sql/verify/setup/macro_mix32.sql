-- The finalizer of the 32-bit MurmurHash3. The 32-bit number is held in a UBIGINT.
CREATE OR REPLACE TEMP MACRO mix32(h) AS mix32_last(mix32_middle(mix32_first(h)))
