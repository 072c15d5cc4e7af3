CREATE OR REPLACE TEMP MACRO blank(t) AS t IS NULL OR regexp_full_match(t, '[[:space:]]*')
