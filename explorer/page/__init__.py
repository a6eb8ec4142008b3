"""The Streamlit pages: home, and one page for each lesson, made from the lesson alone."""
