"""The chaos suite: hostile cases, the world in which they happen, and a run of linkbot through it."""
