"""What the GitHub Action does between its inputs and its outputs; action.yml holds no logic of its own."""
