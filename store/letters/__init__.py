"""What is known of letters without delivering them."""
