"""Statuses that follow from what is recorded, computed by dated rules for everybody at once.

A rule is data (``registry/data/derived/*.json``): a kind of status, who comes into question, and a rule set of
:mod:`dayaq.rules` with the legal parameters it reads. For each stretch of persons SQL gathers the facts that the rule
reads (``columns``), the engine decides once for each combination of facts that occurs (``verdicts``), and SQL opens,
prolongs and ends statuses (``passes``): a fixed number of statements, whatever the number of persons.
"""
