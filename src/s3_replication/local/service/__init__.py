"""The local AWS inside its process: builds every part and owns the clock."""
