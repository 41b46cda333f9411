"""One training from its starting point to its record: bit for bit, whatever interrupts it."""
