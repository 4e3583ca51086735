"""What `env.py` and scripts see of a run."""
