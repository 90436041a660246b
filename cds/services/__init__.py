"""The CDS services: what each asks for and answers, and the parts that they share."""
