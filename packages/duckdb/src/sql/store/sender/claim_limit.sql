AND id IN (SELECT id FROM emails WHERE {{rows}} ORDER BY priority, id LIMIT {{limit}})
