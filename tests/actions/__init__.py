"""A small offline runner of GitHub Actions: workflows and composite actions are run in the tests, not only written."""
