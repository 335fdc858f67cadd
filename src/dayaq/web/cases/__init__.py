"""Pages of self-employment: cases with all their steps, training groups, assets, visits."""
