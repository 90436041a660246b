"""Who may call and how: CORS, headers, request ids."""
