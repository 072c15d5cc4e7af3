INSERT INTO diff_total
SELECT 'a', email_type, count(*) FROM a_row GROUP BY ALL
UNION ALL
SELECT 'b', email_type, count(*) FROM b_row GROUP BY ALL
