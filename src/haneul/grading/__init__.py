"""Colour: the looks that a film is developed in, and somebody in another colour."""
