"""The client's own FHIR server, asked for what the prefetch lacks. Knows addresses and pages, and no medicine."""
