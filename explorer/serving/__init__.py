"""What makes one server carry many: processes that draw, health and metrics, headers, logs."""
