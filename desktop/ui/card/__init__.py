"""What lies on a card: seen, chosen from, taken in."""
