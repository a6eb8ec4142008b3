from functools import lru_cache
from mathcore.calculus.singularities import singularities


@lru_cache(maxsize=64)
def kinks(text):
    return singularities(text).kinks
