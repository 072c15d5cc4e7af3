-- 29 February becomes 28 February in common years.
CREATE MACRO anniversary(d, y) AS (d + to_years((y - year(d))::INTEGER))::DATE;
CREATE MACRO next_anniversary(d) AS
  CASE WHEN anniversary(d, year({{today}})) >= {{today}} THEN anniversary(d, year({{today}}))
    ELSE anniversary(d, year({{today}}) + 1)
  END;

-- Windows begin 60 days early. The windows of the year before and the year after may reach a date too.
CREATE MACRO window_holds(on_date, a, b, c, month_start) AS
  on_date BETWEEN (CASE WHEN month_start THEN date_trunc('month', a)::DATE ELSE a END) - b - 60
    AND (CASE WHEN month_start THEN date_trunc('month', a)::DATE ELSE a END) + c;
CREATE MACRO is_excluded(on_date, anchor, b, c, month_start) AS
  coalesce(
    window_holds(on_date, anniversary(anchor, year(on_date) - 1), b, c, month_start)
    OR window_holds(on_date, anniversary(anchor, year(on_date)), b, c, month_start)
    OR window_holds(on_date, anniversary(anchor, year(on_date) + 1), b, c, month_start),
    false
  );

CREATE MACRO epoch_day(d) AS (d - DATE '1970-01-01')::BIGINT;
CREATE MACRO mix_first(h) AS (xor(h, h >> 16) * 2246822507) % 4294967296;
CREATE MACRO mix_second(h) AS (xor(h, h >> 13) * 3266489909) % 4294967296;
CREATE MACRO mix_third(h) AS xor(h, h >> 16);
CREATE MACRO mix(h) AS mix_third(mix_second(mix_first(h::UBIGINT)));
CREATE MACRO name_hash(name) AS list_reduce(
  list_transform(string_split(name, ''), lambda c: ord(c)::UBIGINT),
  lambda h, b: (xor(h, b) * 16777619::UBIGINT) % 4294967296::UBIGINT,
  2166136261::UBIGINT
);
