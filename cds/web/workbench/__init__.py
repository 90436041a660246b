"""The workbench at ``/``: a sample patient or a file, its cards, what stands behind them, and what would change them.

Nothing that is sent here is kept: a request is read, assessed, shown and forgotten.
"""
