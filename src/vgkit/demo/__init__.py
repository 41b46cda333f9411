"""The demo page: a trained network, a picture of the visitor's, and what happens in between."""
