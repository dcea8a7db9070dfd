"""An API description in; the `Endpoint`s that samples are matched to out. Start at `endpoints`."""
