"""Many trainings: tables of settings, the sweep that trains them, what rounding alone changes."""
