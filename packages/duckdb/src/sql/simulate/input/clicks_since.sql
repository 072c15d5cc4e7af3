SELECT contact_id, clicked_on AS clicked_at FROM sim_click WHERE clicked_on < getvariable('today')
