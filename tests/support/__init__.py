"""What several tests need: a practice, its people, its photographs, and a decoder in process."""
