-- Entries of the backup's audit trail that are not in the trail of the store.
SELECT count(*) AS n FROM audit_trail was ANTI JOIN {{audit_trail}} now ON now.seq = was.seq AND now.hash = was.hash
