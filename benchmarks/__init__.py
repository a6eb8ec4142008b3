"""Speed, measured beside peers: `python -m benchmarks.drag`, `python -m benchmarks.kernels`."""
