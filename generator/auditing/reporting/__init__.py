"""`Finding`s in, text for people, SARIF or JSON out; and the baseline of what a team already knows."""
