"""Pages for people and for machines that watch: health, start page, API documentation."""
