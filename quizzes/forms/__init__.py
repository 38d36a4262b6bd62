"""What the pages of `quizzes` accept: shape and size. What depends on other rows is for the services to refuse."""
