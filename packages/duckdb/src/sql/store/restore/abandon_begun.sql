UPDATE runs SET status = 'abandoned', ended_at = $now::TIMESTAMP, failure = 'a backup was restored' WHERE status = 'begun'
