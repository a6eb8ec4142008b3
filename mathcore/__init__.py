"""The mathematics: arrays in, arrays out. Nothing here knows of pages, figures or servers."""
