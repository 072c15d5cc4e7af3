INSERT INTO audit_trail VALUES ($seq, $happened_at::TIMESTAMP, $actor, $action, $subject, $details, $previous_hash, $hash)
