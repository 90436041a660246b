"""FHIR JSON, as it is sent, to the chart the reasoning reads. Knows code systems and shapes, and no medicine."""
