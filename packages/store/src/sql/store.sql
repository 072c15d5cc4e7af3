-- name: append_audit
INSERT INTO audit_trail VALUES ($seq, $happened_at::TIMESTAMP, $actor, $action, $subject, $details, $previous_hash, $hash)

-- name: create_migrations
CREATE TABLE IF NOT EXISTS schema_migrations (
  version INTEGER PRIMARY KEY, name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL
)
