"""A class's notebooks, graded: what each student wrote, judged by the teacher's own checks.

This process finds the submissions, starts a process for each (`process`), keeps what it reports and
draws up a table and a page. It executes nothing that a student wrote, and does not even parse it.
"""
