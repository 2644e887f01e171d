"""Open weights behind the canvas: a family is a record of abilities and one way to know a patch.

diffusers brings the networks, the text encoders and the files; Haneul brings the canvas and the sampler.
"""
