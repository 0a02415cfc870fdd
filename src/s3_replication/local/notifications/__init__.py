"""Event messages: which targets of a bucket want one, what it says, and how it is sent."""
