"""What a snippet template sees of a request. Open `request_view` first."""
