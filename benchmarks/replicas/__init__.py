"""Two replicas behind a balancer: one dies in the middle of a drag."""
