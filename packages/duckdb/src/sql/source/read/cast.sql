CAST({{column}} AS {{type}})
