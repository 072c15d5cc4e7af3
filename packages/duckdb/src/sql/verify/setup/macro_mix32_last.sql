CREATE OR REPLACE TEMP MACRO mix32_last(h) AS xor(h, h >> 16)
