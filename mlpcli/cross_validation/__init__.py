"""Cross-validation: one experiment trained once for each fold, and what the trainings say together."""
