"""Numbers for maps: five stddevs, ten depths."""

import numpy as np

STDDEVS = np.array([0.01, 0.05, 0.088388, 0.125, 1.0])
DEPTHS = range(1, 11)


def made_up():
    """Ratios that fall tenfold a layer at the smallest stddev, and less and less at the others."""
    exponents = np.array([1, 0.5, 0.2, 0, -0.5])
    return 10.0 ** -np.outer(exponents, np.arange(10))
