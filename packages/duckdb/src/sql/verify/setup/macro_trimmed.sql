-- The text without white space at its ends: tab, line feed, vertical tab, form feed, carriage return and space.
CREATE OR REPLACE TEMP MACRO trimmed(t) AS trim(t, chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || ' ')
