CAST(make_timestamp(epoch_us({{column}})) AS DATE)
