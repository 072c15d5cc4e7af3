CREATE OR REPLACE TEMP MACRO anniversary_in(d, y) AS day_in(y, month(d), day(d))
