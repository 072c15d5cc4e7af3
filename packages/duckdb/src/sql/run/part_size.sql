SELECT count(*) AS n FROM {{file}} WHERE contact_id >= $from AND contact_id <= $until
