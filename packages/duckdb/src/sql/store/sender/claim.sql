-- The best priorities first, where not all are taken.
UPDATE emails SET status = 'processing', claimed_by = $sender, claimed_at = $now::TIMESTAMP, changed_in = $revision
WHERE {{rows}} {{limited}}
