SELECT org_id, contacts, cap, threshold FROM verify_cap ORDER BY org_id
