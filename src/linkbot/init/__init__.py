"""What `linkbot init` writes into a repository: settings, and the workflows that check it."""
