"""The cases that stand beside the knowledge: findings or charts, and what must come of them."""
