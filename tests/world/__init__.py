"""A simulated internet on loopback: real HTTP, real TLS, real redirects, and services in their own formats."""
