"""The mathematics of the lessons of calculus."""
