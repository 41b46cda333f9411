"""What runs in the process of one submission: read it, shut the process in, run the cells, judge."""
