"""Forms: guided questions, declared as data and answered by keys, words, numbers or places."""
