"""Social services: what may be given, in which form, how much of it the state guarantees, and to whom.

A service of the catalogue stands under one kind (household, medical, psychological … : rows, not a list in the code).
What holds of it on a day, its terms, is a row of its own with dates, the act it rests on and how sure we are of it:
forms, modes, guaranteed volume, the rule that says who may be served, the standards to meet. Terms are never rewritten;
what changes is another row from another day, so that a case of last year still finds what held then.
"""

from dayaq.care.models.catalogue import ServiceKind, ServiceTerms, ServiceType, Standard

__all__ = ["ServiceKind", "ServiceTerms", "ServiceType", "Standard"]
