"""The script that Streamlit runs at each visit."""

from explorer.page import shell

shell.run()
