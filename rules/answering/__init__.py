"""What typed words mean that stand in no command and no form, and the answers that are owed to them."""
