"""One function a format: Report -> str."""
