"""What a workflow of GitHub tells a step, and what a step tells the workflow. Nothing here talks to a network."""
