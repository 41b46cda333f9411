"""What a student built, held against the exercise before any training; each mistake has a name."""
