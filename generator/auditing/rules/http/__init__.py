"""The request as HTTP has it: addresses, headers, media types and bodies."""
