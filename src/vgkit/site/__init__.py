"""The course as a site: pages for each lesson and language, the quiz clickable, a landing page."""
