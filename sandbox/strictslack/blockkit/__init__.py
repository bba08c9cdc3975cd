"""Block Kit: what a block, an element and a view may be, and what people type into them."""
