"""The CDS services, one module each."""
