-- If not all emails are claimed, those with the best priority are claimed first.
UPDATE emails SET status = 'processing', claimed_by = $sender, claimed_at = $now::TIMESTAMP, changed_in = $revision
WHERE {{rows}} {{limited}}
