"""Words that several commands say."""


def counted(number: int, noun: str) -> str:
    """``1 sample``, ``2 samples``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
