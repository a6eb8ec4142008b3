"""What several sections share: expressions and their enclosures, randomness, objectives, tables of data."""
