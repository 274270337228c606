"""A second calculation of every KPI in plain Python: lists, dates and exact fractions.

The modules here know the written definitions and nothing of the package: no SQL, no engine, no
import of it. Only bench.py and test_oracle.py bring the two calculations together.
"""
