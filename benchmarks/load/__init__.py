"""What one server carries: readers who drag on all lessons, and others who ask for the largest states."""
