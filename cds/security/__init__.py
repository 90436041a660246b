"""Who may call, how much at a time, and under which headers: tokens and their keys, load, CORS, request ids."""
