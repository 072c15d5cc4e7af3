SELECT contact_id, NULL::VARCHAR AS email FROM sim_opt_out WHERE opted_out_on < getvariable('today')
