"""The medicine: a chart in, an assessment with its reasons out. Knows no HTTP, no FHIR and no database."""
