"""Everything that a notebook shows: charts, diagrams and tables, each with a description."""
