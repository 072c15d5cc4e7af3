SELECT sum(row_count)::BIGINT AS row_count, sum(row_hash)::HUGEINT AS row_hash FROM tally
