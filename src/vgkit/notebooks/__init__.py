"""From one source to hints and solutions, in every language; executed, compared, turned into pages."""
