"""One URL configuration per service."""
