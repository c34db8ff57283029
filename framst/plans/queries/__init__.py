"""Reading plans and what is found in them."""
