"""All that is found out about the plans of a case, gathered once into one document."""
