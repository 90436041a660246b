"""The CDS Hooks wire: discovery, calls, answers and feedback as JSON."""
