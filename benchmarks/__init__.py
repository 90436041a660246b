"""Accuracy and speed, measured by anyone: ``python -m benchmarks.accuracy`` and ``python -m benchmarks.speed``."""
