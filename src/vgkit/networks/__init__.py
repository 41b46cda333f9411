"""Networks: the shared builders, their layers, what a built one is, and where its training starts."""
