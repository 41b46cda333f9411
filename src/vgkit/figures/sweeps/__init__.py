"""The results of sweeps as figures and tables: the variations, and the ladder built from them."""
