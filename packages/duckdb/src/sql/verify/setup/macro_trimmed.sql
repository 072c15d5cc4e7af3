-- Without white space at either end: tab, line feed, vertical tab, form feed, carriage return, space.
CREATE OR REPLACE TEMP MACRO trimmed(t) AS trim(t, chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || ' ')
