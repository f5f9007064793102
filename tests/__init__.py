"""The tests of linkbot."""
