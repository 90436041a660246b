"""What is kept, in SQL: feedback, the cards given, the audit of calls, used tokens."""
