TRY_CAST({{column}} AS {{type}})
