"""Pages for people (workbench, knowledge browser, API documentation) and answers for machines that watch."""
