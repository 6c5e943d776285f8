"""Releases: a draft is checked, made again without its mark, and frozen; what was released never changes in silence.

    choosing    which packs are meant
    check       what stands in the way
    freeze      making them again, freezing them, putting all of them in force at once
    release     the whole of it, one at a time (lock)
    standing    what stands where: the state of every pack
"""
