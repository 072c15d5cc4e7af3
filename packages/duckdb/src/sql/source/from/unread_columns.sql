SELECT DISTINCT column_name FROM store_copy.unread_values WHERE table_name = $table
