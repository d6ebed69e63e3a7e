"""The demo city: 清渡市, which is invented and says so."""
