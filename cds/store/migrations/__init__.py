"""How the tables came to be what they are, one module a step. Steps that were released are never changed."""
