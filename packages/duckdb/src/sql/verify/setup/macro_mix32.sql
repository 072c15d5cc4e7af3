-- The finalizer of MurmurHash3 over 32 bits held in a UBIGINT.
CREATE OR REPLACE TEMP MACRO mix32(h) AS mix32_last(mix32_middle(mix32_first(h)))
