"""How an installation is: what the clock starts, what is asked around it, and what is told of it."""
