"""The service: CDS Hooks in, FHIR read, cards out. Knows no medicine."""
