"""What can go wrong with a file, as sentences for the reader."""


class ExportError(ValueError):
    """The file cannot be made as asked; the message is a sentence for the reader."""


class NoBrowser(ExportError):
    """An image needs a program (Chrome or Chromium; pdftops for EPS) that is not there."""
