"""What only the firm can say: questions with ids and choices, answers given and remembered."""
