"""What every screen that shows filed images knows of them: typed facts, words, pictures."""
