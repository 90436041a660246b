"""What is kept: feedback on cards, in SQL."""
